using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Errors;

namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>Answers about handed-in credentials that several endpoints give.</summary>
internal static class CredentialAnswers
{
    public static IResult NotFound { get; } = ApiErrors.NotFound("credential_not_found",
        "There is no such credential. GET /v1/credentials lists them; one that no integration takes is removed after a while.");

    public static IResult InUse(string? integrationId) => ApiErrors.Conflict("credential_in_use",
        (integrationId is null ? "Another integration has just taken the credential. " : $"Integration {integrationId} uses it. ")
        + "Store another one for another integration; disconnecting the integration, or giving it another secret, removes this.");

    /// <summary>Why a credential cannot be used in a cloud; null when it can.</summary>
    public static IResult? WhyNot(StoredCredential? credential, CloudProvider provider, bool hasInline) => credential switch
    {
        null => NotFound,
        { IntegrationId: { } user } => InUse(user),
        _ when hasInline => Invalid("Give either credentialId or the secret itself."),
        _ when credential.Provider != provider => Invalid("It is a credential of another cloud."),
        _ => null,
    };

    private static IResult Invalid(string message) => ApiErrors.BadRequest("invalid_input", "Correct the fields named in details.",
        [new ApiErrorDetail { Field = "credentialId", Message = message }]);
}
