using CauseFlow.CredentialBroker.Providers;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// How connecting, testing or changing ended: the integration, a refusal, or an account or a credential that is taken.
/// </summary>
/// <param name="Integration">Set on success, and with a refusal when a connected integration was tested.</param>
/// <param name="Refusal">Why the cloud gave no access.</param>
/// <param name="Taken">The account that another integration of the tenant has.</param>
/// <param name="CredentialTaken">The stored credential went to another integration, or away, meanwhile.</param>
/// <param name="IsRepeated">The same POST connected it before.</param>
/// <param name="IsKeyUsed">The Idempotency-Key belongs to another POST.</param>
public sealed record IntegrationOutcome(
    IntegrationView? Integration, Refusal? Refusal = null, string? Taken = null, bool CredentialTaken = false,
    bool IsRepeated = false, bool IsKeyUsed = false)
{
    /// <summary>The tenant has connected one of the accounts.</summary>
    public bool AlreadyConnected => Taken is not null;
}
