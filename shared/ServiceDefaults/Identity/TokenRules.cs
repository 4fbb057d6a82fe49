using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>What a token between services must be.</summary>
internal static class TokenRules
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    /// <param name="audience">The service that is called.</param>
    /// <param name="type">Kind of token.</param>
    /// <param name="onlyIssuer">The one issuer, or null for any service whose public key is trusted.</param>
    /// <param name="keys">Public keys.</param>
    /// <param name="time">The clock.</param>
    public static TokenValidationParameters For(
        string audience, string type, string? onlyIssuer, ServiceKeys keys, TimeProvider time) => new()
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [type],
            ValidAudience = audience,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = ClockSkew,
            NameClaimType = IdentityClaims.Subject,
            RoleClaimType = IdentityClaims.Roles,
            LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires, time.GetUtcNow().UtcDateTime),

            // The key is looked up by issuer, so a token of one service signed with another's key finds the wrong key.
            IssuerValidator = (issuer, token, _) =>
                IsTrusted(issuer, onlyIssuer, keys) && SpeaksForItself(token, type, issuer)
                    ? issuer
                    : throw new SecurityTokenInvalidIssuerException("The issuer is not a trusted service."),
            IssuerSigningKeyResolver = (_, token, _, _) =>
                token is JsonWebToken jwt && IsTrusted(jwt.Issuer, onlyIssuer, keys)
                    ? [keys.TrustedKey(jwt.Issuer)!]
                    : [],
        };

    // No token may live longer than the issuer's own rule, whatever a stolen key says.
    private static bool IsCurrent(DateTime? notBefore, DateTime? expires, DateTime now) =>
        expires is { } end && now < end + ClockSkew && end <= now + ServiceTokens.Lifetime + ClockSkew
        && (notBefore is not { } begin || begin <= now + ClockSkew);

    private static bool IsTrusted(string issuer, string? onlyIssuer, ServiceKeys keys) =>
        (onlyIssuer is null || issuer == onlyIssuer) && keys.TrustedKey(issuer) is not null;

    private static bool SpeaksForItself(SecurityToken token, string type, string issuer) =>
        type != ServiceTokens.ServiceType || (token is JsonWebToken jwt && jwt.Subject == issuer);
}
