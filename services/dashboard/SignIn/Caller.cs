namespace CauseFlow.Dashboard.SignIn;

/// <summary>Who somebody is, as the API says: it alone decides, and the page shows what that comes to.</summary>
/// <param name="Subject">Id of the key, or the subject of the token.</param>
/// <param name="TenantId">Whose data it is about.</param>
/// <param name="TenantName">Its name; null where there is none.</param>
/// <param name="Roles">The roles that count at the API.</param>
internal sealed record Caller(string Subject, string TenantId, string? TenantName, IReadOnlyList<string> Roles);
