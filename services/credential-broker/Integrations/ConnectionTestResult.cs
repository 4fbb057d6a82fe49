using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>How the last connection test ended; reason, message and remedy only when it failed.</summary>
public sealed record ConnectionTestResult
{
    public required DateTimeOffset At { get; init; }
    public required bool Ok { get; init; }
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }
}
