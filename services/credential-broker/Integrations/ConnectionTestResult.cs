using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>How the last connection test ended.</summary>
public sealed record ConnectionTestResult
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The role can be assumed, only with the external id, and holds every mandatory permission that was tried.</summary>
    public required bool Ok { get; init; }

    /// <summary>True until the collector has reported on the permissions.</summary>
    public bool PermissionsPending { get; init; }

    /// <summary>Why there is no access at all; null when the permissions tell all.</summary>
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }

    /// <summary>What an admin should know although the test succeeded.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>How many permissions without which an investigation sees less or nothing are missing.</summary>
    public int MissingMandatory { get; init; }

    /// <summary>How many permissions are missing without which an investigation only sees less.</summary>
    public int MissingOptional { get; init; }

    /// <summary>How many permissions the role holds and should not.</summary>
    public int Excess { get; init; }

    /// <summary>Every permission that was tried, the missing ones first; null in lists and before the report.</summary>
    public IReadOnlyList<PermissionResult>? Permissions { get; init; }

    /// <summary>A test that gave no access.</summary>
    public static ConnectionTestResult Failed(DateTimeOffset at, RefusalReason reason, string message, string remedy) =>
        new() { At = at, Ok = false, Reason = reason, Message = message, Remedy = remedy };

    /// <summary>What the collector reported.</summary>
    public static ConnectionTestResult Of(AccessTested report, CloudProvider provider, IReadOnlyList<string>? warnings)
    {
        ArgumentNullException.ThrowIfNull(report);
        var missing = report.Permissions.Where(x => x.Outcome == PermissionOutcome.Missing).ToList();
        var mandatory = missing.Count(x => x.Mandatory);
        return new ConnectionTestResult
        {
            At = report.TestedAt, Ok = report.Reason is null && mandatory == 0,
            Reason = report.Reason ?? (mandatory > 0 ? RefusalReason.MissingPermission : null),
            Message = report.Message ?? (mandatory > 0 ? $"{mandatory} mandatory permissions are missing." : null),
            Remedy = report.Remedy ?? (mandatory > 0 ? RemedyOf(provider) : null),
            Warnings = warnings, MissingMandatory = mandatory, MissingOptional = missing.Count - mandatory,
            Excess = report.Permissions.Count(x => x.Outcome == PermissionOutcome.Excess),
            Permissions = [.. report.Permissions.OrderBy(Rank).ThenBy(x => x.Permission, StringComparer.Ordinal)],
        };
    }

    /// <summary>AWS's permissions come from a stack, the others' from roles that somebody binds.</summary>
    private static string RemedyOf(CloudProvider provider) => provider == CloudProvider.Aws
        ? "Add the statements named under permissions, or update the stack from the set-up page."
        : "Do what stands beside each missing permission, or run the commands of the set-up page again; then test again.";

    private static int Rank(PermissionResult result) => (result.Outcome, result.Mandatory) switch
    {
        (PermissionOutcome.Missing, true) => 0,
        (PermissionOutcome.Excess, _) => 1,
        (PermissionOutcome.Missing, false) => 2,
        (PermissionOutcome.Unknown, _) => 3,
        _ => 4,
    };
}
