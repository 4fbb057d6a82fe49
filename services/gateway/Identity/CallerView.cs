namespace CauseFlow.Gateway.Identity;

/// <summary>Who calls, as the gateway knows it.</summary>
/// <param name="Subject">Id of the API key, or the subject of the token.</param>
/// <param name="TenantId">The tenant that the caller acts for.</param>
/// <param name="TenantName">Its name; null where an identity provider speaks for a tenant that was never made here.</param>
/// <param name="Roles">The roles that count here: of a token only those that its issuer may grant.</param>
internal sealed record CallerView(string Subject, string TenantId, string? TenantName, IReadOnlyList<string> Roles);
