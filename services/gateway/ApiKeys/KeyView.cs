namespace CauseFlow.Gateway.ApiKeys;

/// <summary>An API key as the API shows it.</summary>
internal sealed record KeyView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Exact to a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Only in the answer to the request that made it.</summary>
    public string? Key { get; init; }

    public static KeyView Of(ApiKey key) => new()
    {
        Id = key.Id,
        Name = key.Name,
        Roles = key.RoleList,
        CreatedAt = key.CreatedAt,
        LastUsedAt = key.LastUsedAt,
    };

    public override string ToString() => $"KeyView {{ Id = {Id}, Key = [redacted] }}";
}
