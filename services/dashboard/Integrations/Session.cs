namespace CauseFlow.Dashboard.Integrations;

/// <summary>One time that the account could be read: for an investigation, or a connection test.</summary>
public sealed record Session(
    string Id, string Purpose, string? InvestigationId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? ClosedAt,
    string? CloseReason, IReadOnlyList<SessionRun> Runs)
{
    /// <summary>Calls of the cloud's APIs that an investigation made; null while nobody has said, and for tests, which are not counted.</summary>
    public int? Calls => InvestigationId is not null && Runs.Any(run => run.CallsUsed is not null)
        ? Runs.Sum(run => run.CallsUsed?.Values.Sum() ?? 0) : null;
}

/// <summary>One run of a collector.</summary>
/// <param name="CallsUsed">Calls by API; null while it runs, or when it never said so.</param>
public sealed record SessionRun(IReadOnlyDictionary<string, int>? CallsUsed);
