using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Providers;

/// <summary>Why there is no access, and what a person does about it.</summary>
public sealed record Refusal(RefusalReason Reason, string Message, string Remedy)
{
    /// <summary>Whether the same call may succeed in a moment.</summary>
    public bool IsTransient => Reason is RefusalReason.ProviderUnreachable or RefusalReason.Throttled;
}
