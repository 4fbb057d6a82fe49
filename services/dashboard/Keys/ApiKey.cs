namespace CauseFlow.Dashboard.Keys;

/// <summary>A key of the tenant.</summary>
/// <param name="Id">Such as <c>key_…</c>.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">Exact to a minute; null for never.</param>
/// <param name="Key">Only in the answer to the request that made it.</param>
public sealed record ApiKey(
    string Id, string Name, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, string? Key)
{
    public override string ToString() => $"ApiKey {{ Id = {Id}, Key = [redacted] }}";
}
