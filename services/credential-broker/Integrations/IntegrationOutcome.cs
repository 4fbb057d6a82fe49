using CauseFlow.CredentialBroker.Providers;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// How connecting, testing or changing ended: the integration, a refusal, or an account that is taken.
/// </summary>
/// <param name="Integration">Set on success, and with a refusal when a connected integration was tested.</param>
/// <param name="Refusal">Why the cloud gave no access.</param>
/// <param name="Taken">The account that another integration of the tenant has.</param>
public sealed record IntegrationOutcome(IntegrationView? Integration, Refusal? Refusal = null, string? Taken = null)
{
    /// <summary>The tenant has connected one of the accounts.</summary>
    public bool AlreadyConnected => Taken is not null;
}
