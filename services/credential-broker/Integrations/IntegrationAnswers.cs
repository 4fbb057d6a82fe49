using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Credentials;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.ServiceDefaults.Errors;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>Answers that connecting has in common in every cloud.</summary>
internal static class IntegrationAnswers
{
    public static IResult Connected(IntegrationOutcome outcome) => outcome switch
    {
        { Taken: { } account } => Taken(account),
        { CredentialTaken: true } => CredentialAnswers.InUse(null),
        { Refusal: { } refusal } => Refused(refusal),
        { IsKeyUsed: true } => ApiErrors.Conflict("idempotency_key_used",
            "This Idempotency-Key connected something else. Use a new one for a new integration."),

        // The collector's first report came in time and undid it.
        { Integration: { Status: IntegrationStatus.Disconnected, LastTest: { Reason: RefusalReason.OverPrivileged } test } } =>
            new ApiErrorResult(StatusCodes.Status422UnprocessableEntity, "over_privileged", test.Message!)
            {
                Reason = RefusalReason.OverPrivileged, Remedy = test.Remedy, Details = Excess(test),
            },
        { IsRepeated: true } => Results.Ok(outcome.Integration),
        _ => Results.Created($"/v1/integrations/{outcome.Integration!.Id}", outcome.Integration),
    };

    public static IResult Changed(IntegrationOutcome outcome) => outcome switch
    {
        { Taken: { } account } => Taken(account),
        { CredentialTaken: true } => CredentialAnswers.InUse(null),
        { Refusal: { } refusal } => Refused(refusal),
        _ => Results.Ok(outcome.Integration),
    };

    public static IResult Refused(Refusal refusal) => ApiErrors.Unprocessable(
        refusal.Reason == RefusalReason.PartitionNotConfigured ? "partition_not_configured" : "access_refused",
        refusal.Message, refusal.Reason, refusal.Remedy);

    private static IResult Taken(string account) => ApiErrors.Conflict("already_connected",
        $"{account} is connected. Disconnect it first, or test the existing integration.");

    private static List<ApiErrorDetail> Excess(ConnectionTestResult test) =>
    [
        .. (test.Permissions ?? []).Where(x => x.Outcome == PermissionOutcome.Excess).Select(x => new ApiErrorDetail
        {
            Field = x.Permission, Message = x.Remedy ?? x.Message ?? "The principal holds it and should not.",
        }),
    ];
}
