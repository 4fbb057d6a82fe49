using CauseFlow.Contracts;
using CauseFlow.Secrets;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>Refusals whose cause lies in this installation and not in AWS's answer.</summary>
public static class Refusals
{
    /// <summary>The external id cannot be read until the operator puts its key back.</summary>
    public static Refusal OfMissingKey(KeyUnavailableException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new Refusal(RefusalReason.KeyInvalid,
            $"The external id is encrypted under key {error.KeyId}, which is missing from this installation.",
            "The operator restores the key from the backup of the key folder (GET /v1/operations/keys names it).");
    }

    /// <summary>The regions and actions do not fit into one session policy.</summary>
    public static Refusal OfLongPolicy(SessionPolicyTooLongException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new Refusal(RefusalReason.InvalidInput, error.Message,
            "Name fewer regions on the integration (PATCH /v1/integrations/{id}).");
    }
}
