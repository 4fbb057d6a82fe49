namespace CauseFlow.Contracts;

/// <summary>Body of <c>POST /internal/audit</c>: what another service asks the broker to record before it answers.</summary>
public sealed record AuditEntry
{
    public required string TenantId { get; init; }

    /// <summary>Who: a user, an API key id or a service.</summary>
    public required string Actor { get; init; }

    /// <summary>Such as <c>api_key.created</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to, by id.</summary>
    public required string Subject { get; init; }
    public IReadOnlyDictionary<string, string>? Details { get; init; }
}
