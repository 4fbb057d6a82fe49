namespace CauseFlow.Dashboard.Audit;

/// <summary>One link of the tenant's audit chain.</summary>
public sealed record AuditRecord(
    string Id, long Sequence, DateTimeOffset At, string Actor, string Action, string Subject,
    IReadOnlyDictionary<string, string> Details, string PreviousHash, string Hash);

/// <summary>What checking the whole chain found.</summary>
/// <param name="Ok">Every link fits.</param>
/// <param name="Count">Records that were read.</param>
/// <param name="KeptFrom">Number of the first record that is kept; earlier ones were deleted after their retention.</param>
/// <param name="IsHeadCompared">Null without a head to compare with.</param>
/// <param name="BrokenAt">Number of the first record that does not fit.</param>
/// <param name="Problem">What is wrong there.</param>
public sealed record AuditCheck(bool Ok, long Count, long KeptFrom, bool? IsHeadCompared, long? BrokenAt, string? Problem);

/// <summary>What is asked for; null asks for everything.</summary>
public sealed record AuditFilter(string? Action, string? Actor, string? Subject, DateTimeOffset? From, DateTimeOffset? To)
{
    public bool IsEmpty => this == new AuditFilter(null, null, null, null, null);
}
