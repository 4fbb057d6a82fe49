using Microsoft.AspNetCore.Http;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>Who calls the public API, as the gateway vouches. A parameter of any handler under <c>MapApi</c>.</summary>
/// <param name="Subject">User, or API key id.</param>
/// <param name="TenantId">The only tenant whose data the handler may touch.</param>
/// <param name="Roles">Roles as granted; see <see cref="Identity.Roles"/>.</param>
/// <param name="RequestId">The gateway's id of this request.</param>
public sealed record CallerIdentity(string Subject, string TenantId, IReadOnlySet<string> Roles, string RequestId)
{
    /// <summary>Where the request came from, as the gateway saw it; null when it did not say.</summary>
    public string? RemoteAddress { get; init; }

    public static ValueTask<CallerIdentity?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string Claim(string name) => context.User.FindFirst(name)?.Value
            ?? throw new InvalidOperationException($"The caller has no claim '{name}'. Map the endpoint under MapApi.");
        var roles = context.User.FindAll(IdentityClaims.Roles).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        return new(new CallerIdentity(
            Claim(IdentityClaims.Subject), Claim(IdentityClaims.Tenant), roles, Claim(IdentityClaims.RequestId))
        {
            RemoteAddress = SenderAddress.Of(context),
        });
    }
}
