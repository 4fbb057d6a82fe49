using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Integrations;

/// <summary>How the last connection test ended.</summary>
public sealed record ConnectionTest
{
    public required DateTimeOffset At { get; init; }
    public required bool Ok { get; init; }

    /// <summary>The collector has not reported on the permissions yet.</summary>
    public bool PermissionsPending { get; init; }
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }
    public IReadOnlyList<string>? Warnings { get; init; }
    public int MissingMandatory { get; init; }
    public int MissingOptional { get; init; }
    public int Excess { get; init; }

    /// <summary>Null in lists and before the report.</summary>
    public IReadOnlyList<PermissionResult>? Permissions { get; init; }
}
