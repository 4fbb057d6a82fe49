using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>What a service-account token of the cluster must be, to stand for a service.</summary>
internal static class ClusterTokenRules
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    public static string Audience(string service) => $"causeflow-{service}";

    public static void Apply(JwtBearerOptions options, string service, ClusterIdentityOptions cluster, ClusterKeySet keys, TimeProvider time)
    {
        options.MapInboundClaims = false;
        options.TimeProvider = time;
        options.IncludeErrorDetails = false;
        options.ConfigurationManager = keys;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = cluster.Issuer,
            ValidAudience = Audience(service),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            RequireAudience = true,
            ValidateIssuerSigningKey = true,

            // A token names its key; another one of the set must not be tried in its place.
            TryAllIssuerSigningKeys = false,
            NameClaimType = IdentityClaims.Subject,
            LifetimeValidator = (notBefore, expires, _, _) => time.GetUtcNow().UtcDateTime is var now
                && expires is { } end && now < end + ClockSkew && (notBefore is not { } begin || begin <= now + ClockSkew),
        };
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = context =>
            {
                if (cluster.Issuer is { Length: > 0 } issuer
                    && Unverified(context.Request.Headers.Authorization.ToString()) is { } token && token.Issuer == issuer)
                {
                    keys.Expect(token.Kid);
                }
                else
                {
                    context.NoResult();
                }

                return Task.CompletedTask;
            },
            OnTokenValidated = context =>
            {
                if (ServiceOf(context.Principal?.FindFirst(IdentityClaims.Subject)?.Value, cluster.Namespace) is { } caller)
                {
                    // Nothing else of the token counts: it stands for a service and grants nothing.
                    context.Principal = new ClaimsPrincipal(new ClaimsIdentity(
                        [new Claim(IdentityClaims.Subject, caller)], context.Scheme.Name, IdentityClaims.Subject, IdentityClaims.Roles));
                }
                else
                {
                    context.Fail("The account is of no service of this namespace.");
                }

                return Task.CompletedTask;
            },
        };
    }

    // To tell whose rules apply: the keys of a cluster are not looked for on behalf of other tokens.
    private static JsonWebToken? Unverified(string header)
    {
        try
        {
            return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? new JsonWebToken(header["Bearer ".Length..].Trim()) : null;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private static string? ServiceOf(string? subject, string? space)
    {
        var prefix = $"system:serviceaccount:{space}:";
        return subject is not null && space is { Length: > 0 } && subject.StartsWith(prefix, StringComparison.Ordinal)
            && ServiceKeys.IsServiceName(subject[prefix.Length..]) ? subject[prefix.Length..] : null;
    }
}
