using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Gateway.Identity;

/// <summary>One entry of <c>Issuers</c>: an identity provider whose tokens are taken, and for which tenants.</summary>
public sealed class OutsideIssuer
{
    /// <summary>Exact value of <c>iss</c>.</summary>
    public string Issuer { get; set; } = string.Empty;

    /// <summary>Exact value that must be in <c>aud</c>.</summary>
    public string Audience { get; set; } = string.Empty;

    /// <summary>OpenID Connect metadata, https (http only on loopback).</summary>
    public string? MetadataAddress { get; set; }

    /// <summary>Public keys as PEM files or JWKS files (<c>.json</c>), instead of metadata.</summary>
    public IList<string> KeyFiles { get; } = [];

    /// <summary>The only tenant of this issuer; a token may leave its claim out, but not name another.</summary>
    public string? TenantId { get; set; }

    /// <summary>The tenants that a token of this issuer may name, instead of <see cref="TenantId"/>.</summary>
    public IList<string> AllowedTenants { get; } = [];

    /// <summary>
    /// The roles that a token of this issuer may carry; default member, admin and ingest. An operator rules the whole
    /// installation, and a tenant's identity provider may not make one: the role counts only from an issuer that names it.
    /// </summary>
    public IList<string> AllowedRoles { get; } = [];

    /// <summary>Every mistake in this entry, as sentences.</summary>
    internal IEnumerable<string> Problems()
    {
        var name = $"Issuer '{Issuer}'";
        if (Issuer.Length == 0 || Audience.Length == 0)
        {
            yield return $"{name}: Issuer and Audience are both required.";
        }

        if (TenantId is null == (AllowedTenants.Count == 0))
        {
            yield return $"{name}: name either TenantId or AllowedTenants.";
        }

        if (MetadataAddress is null == (KeyFiles.Count == 0))
        {
            yield return $"{name}: name either MetadataAddress or KeyFiles.";
        }

        if (MetadataAddress is not null && !IsSafe(MetadataAddress))
        {
            yield return $"{name}: MetadataAddress must be https, or http on loopback.";
        }

        foreach (var role in AllowedRoles.Where(role => !Roles.All.Contains(role)))
        {
            yield return $"{name}: AllowedRoles has the unknown role '{role}'.";
        }

        foreach (var file in KeyFiles.Where(file => !File.Exists(file)))
        {
            yield return $"{name}: the key file {file} does not exist.";
        }
    }

    /// <summary>The tenant that a token with this claim acts for; null when it may not act for any.</summary>
    internal string? TenantOf(string? claim) =>
        TenantId is not null ? (claim is null || claim == TenantId ? TenantId : null)
        : claim is not null && AllowedTenants.Contains(claim) ? claim
        : null;

    internal bool MayGrant(string role) =>
        AllowedRoles.Count > 0 ? AllowedRoles.Contains(role) : role is Roles.Member or Roles.Admin or Roles.Ingest;

    private static bool IsSafe(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
