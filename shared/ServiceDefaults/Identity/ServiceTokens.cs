using CauseFlow.Contracts;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>
/// Makes the tokens that services show each other. The two kinds differ in <c>typ</c>, so that an identity forwarded for
/// a user can never be shown as the identity of the gateway itself.
/// </summary>
public sealed class ServiceTokens(ServiceKeys keys, TimeProvider time)
{
    internal const string ForwardedType = "causeflow-forwarded+jwt";
    internal const string ServiceType = "causeflow-service+jwt";

    /// <summary>How long a token is good: long enough for one call, too short to keep.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>The identity of <paramref name="service"/> itself, for one call to <paramref name="audience"/>.</summary>
    public string ForService(string service, string audience) =>
        Create(service, audience, ServiceType, new Dictionary<string, object> { [IdentityClaims.Subject] = service });

    /// <summary>The identity of a caller, vouched for by <paramref name="issuer"/> (the gateway).</summary>
    public string ForCaller(string issuer, string audience, CallerIdentity caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var claims = new Dictionary<string, object>
        {
            [IdentityClaims.Subject] = caller.Subject,
            [IdentityClaims.Tenant] = caller.TenantId,
            [IdentityClaims.Roles] = caller.Roles.ToArray(),
            [IdentityClaims.RequestId] = caller.RequestId,
        };
        if (caller.RemoteAddress is { } address)
        {
            claims[IdentityClaims.RemoteAddress] = address;
        }

        return Create(issuer, audience, ForwardedType, claims);
    }

    private string Create(string issuer, string audience, string type, Dictionary<string, object> claims)
    {
        var now = time.GetUtcNow().UtcDateTime;
        claims["jti"] = Ids.New("jti", time);
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            TokenType = type,
            Claims = claims,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            SigningCredentials = new SigningCredentials(keys.SigningKey(issuer), SecurityAlgorithms.EcdsaSha256),
        });
    }
}
