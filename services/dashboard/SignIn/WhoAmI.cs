namespace CauseFlow.Dashboard.SignIn;

/// <summary>Whom the API takes somebody for.</summary>
/// <param name="Subject">The key's id, or the subject of the token.</param>
/// <param name="TenantId">Whose cases these are.</param>
/// <param name="TenantName">Null for a tenant that only an identity provider names.</param>
/// <param name="Roles">Those that count.</param>
/// <param name="KeyName">What the key is for; null for a token.</param>
/// <param name="ExpiresAt">When the token ends; null for a key.</param>
public sealed record WhoAmI(
    string Subject, string TenantId, string? TenantName, IReadOnlyList<string> Roles, string? KeyName, DateTimeOffset? ExpiresAt);
