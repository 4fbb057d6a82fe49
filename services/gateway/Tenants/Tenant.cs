namespace CauseFlow.Gateway.Tenants;

public sealed class Tenant
{
    internal const int MaxNameLength = 100;

    /// <summary><c>ten_</c> + ULID.</summary>
    public required string Id { get; init; }

    /// <summary>Unique.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
