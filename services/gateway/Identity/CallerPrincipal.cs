using System.Security.Claims;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Gateway.Identity;

/// <summary>The one form that every way of authenticating ends in: exactly the claims that are forwarded, no others.</summary>
internal static class CallerPrincipal
{
    public static ClaimsPrincipal Create(
        HttpContext context, string subject, string tenantId, IEnumerable<string> roles, string scheme)
    {
        var claims = new List<Claim>
        {
            new(IdentityClaims.Subject, subject),
            new(IdentityClaims.Tenant, tenantId),
            new(IdentityClaims.RequestId, (string)context.Items[RequestIds.Item]!),
        };
        if (SenderAddress.TextOf(context.Connection.RemoteIpAddress) is { } address)
        {
            claims.Add(new(IdentityClaims.RemoteAddress, address));
        }

        claims.AddRange(roles.Where(Roles.All.Contains).Distinct().Select(role => new Claim(IdentityClaims.Roles, role)));
        return new ClaimsPrincipal(
            new ClaimsIdentity(claims, scheme, IdentityClaims.Subject, IdentityClaims.Roles));
    }
}
