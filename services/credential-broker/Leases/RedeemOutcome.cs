using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>The answer to a redemption: credentials, or why there are none.</summary>
public sealed record RedeemOutcome(RedeemStatus Status, string Message, RedeemResponse? Response = null, Refusal? Refusal = null)
{
    public override string ToString() => $"RedeemOutcome {{ Status = {Status} }}";
}
