namespace CauseFlow.Gateway.ApiKeys;

/// <summary>One API key. The key itself is shown once and kept nowhere.</summary>
public sealed class ApiKey
{
    internal const int MaxNameLength = 100;

    /// <summary><c>key_</c> + ULID: the caller's subject in tokens and audit records.</summary>
    public required string Id { get; init; }

    public required string TenantId { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the key, 64 lower-case hex digits. 256 random bits need no slow hash.</summary>
    public required string Hash { get; init; }

    /// <summary>Roles, separated by a space.</summary>
    public required string Roles { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Exact to a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public IReadOnlyList<string> RoleList => Roles.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
