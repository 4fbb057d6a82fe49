using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Gateway.Identity;

/// <summary>The configured identity providers, and whom they can make.</summary>
internal sealed class OutsideIssuers(IReadOnlyList<OutsideIssuer> issuers)
{
    /// <summary>True when somebody may come as an operator without any key.</summary>
    public bool MakeOperators => issuers.Any(issuer => issuer.MayGrant(Roles.Operator));

    /// <summary>True when the tenant has admins that have no key.</summary>
    public bool MakeAdminsOf(string tenantId) =>
        issuers.Any(issuer => issuer.MayGrant(Roles.Admin) && issuer.TenantOf(tenantId) == tenantId);
}
