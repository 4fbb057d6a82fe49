using CauseFlow.Contracts;
using CauseFlow.Secrets;

namespace CauseFlow.CredentialBroker.Providers;

/// <summary>Refusals whose cause lies in this installation and not in a cloud's answer.</summary>
internal static class SecretRefusals
{
    public static Refusal OfMissingKey(KeyUnavailableException error) => new(RefusalReason.KeyInvalid,
        $"The integration's secret is encrypted under key {error.KeyId}, which is missing from this installation.",
        "The operator restores the key from the backup of the key folder (GET /v1/operations/keys names it).");

    public static Refusal OfMissingIssuer { get; } = new(RefusalReason.KeyInvalid,
        "The integration has no secret, and this installation issues no tokens in its place.",
        "The operator sets Broker:Oidc:Issuer to the installation's public address and restores the folder oidc of the key "
        + "folder; or connect with a secret.");
}
