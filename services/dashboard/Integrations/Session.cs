namespace CauseFlow.Dashboard.Integrations;

/// <summary>One time that the account could be read: for an investigation, or a connection test.</summary>
public sealed record Session(
    string Id, string Purpose, string? InvestigationId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? ClosedAt,
    string? CloseReason, IReadOnlyList<SessionRun> Runs)
{
    /// <summary>Calls of the cloud's APIs that were made.</summary>
    public int Calls => Runs.Sum(run => run.CallsUsed?.Values.Sum() ?? 0);
}

/// <summary>One run of a collector.</summary>
/// <param name="CallsUsed">Calls by API; null while it runs, or when it never said so.</param>
public sealed record SessionRun(IReadOnlyDictionary<string, int>? CallsUsed);
