using CauseFlow.Gateway.ApiKeys;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.Gateway.Identity;

/// <summary>How callers prove who they are: an API key, or a token of a configured issuer.</summary>
internal static class CallerAuthentication
{
    private const string CallerScheme = "caller";
    private const string ApiKeyScheme = "api-key";
    private const string BearerPrefix = "Bearer ";
    private const int MaxSubjectLength = 200;

    /// <summary>Names under which the product itself acts.</summary>
    private static readonly HashSet<string> ServiceNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "gateway", "ingestion", "credential-broker", "investigations", "dashboard", "collector-aws", "collector-azure",
        "collector-gcp",
    };

    public static void AddCallerAuthentication(this IServiceCollection services, IReadOnlyList<OutsideIssuer> issuers)
    {
        var schemes = issuers.ToDictionary(issuer => issuer.Issuer, issuer => $"issuer:{issuer.Issuer}", StringComparer.Ordinal);
        var authentication = services.AddAuthentication(CallerScheme)
            .AddPolicyScheme(CallerScheme, null, options => options.ForwardDefaultSelector = context => Select(context, schemes))
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthenticationHandler>(ApiKeyScheme, _ => { });
        foreach (var issuer in issuers)
        {
            authentication.AddJwtBearer(schemes[issuer.Issuer], options => Configure(options, issuer));
        }
    }

    // The unverified issuer only chooses who checks the token; without a match the API key scheme finds nothing.
    private static string Select(HttpContext context, Dictionary<string, string> schemes)
    {
        string? authorization = context.Request.Headers.Authorization;
        if (context.Request.Headers.ContainsKey(ApiKeyAuthenticationHandler.HeaderName)
            || authorization?.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) != true)
        {
            return ApiKeyScheme;
        }

        try
        {
            var token = new JsonWebToken(authorization[BearerPrefix.Length..].Trim());
            return schemes.GetValueOrDefault(token.Issuer, ApiKeyScheme);
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException)
        {
            return ApiKeyScheme;
        }
    }

    private static void Configure(JwtBearerOptions options, OutsideIssuer issuer)
    {
        options.MapInboundClaims = false;
        options.IncludeErrorDetails = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = issuer.Issuer,
            ValidAudience = issuer.Audience,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256],
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ClockSkew = TimeSpan.FromSeconds(30),
        };
        if (issuer.MetadataAddress is { } metadata)
        {
            options.MetadataAddress = metadata;
            options.RequireHttpsMetadata = !new Uri(metadata).IsLoopback;
            options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        }
        else
        {
            options.TokenValidationParameters.IssuerSigningKeys = IssuerKeys.Read(issuer.KeyFiles);
        }

        options.Events = new JwtBearerEvents { OnTokenValidated = context => Translate(context, issuer) };
    }

    private static Task Translate(TokenValidatedContext context, OutsideIssuer issuer)
    {
        var user = context.Principal!;
        var subject = user.FindFirst(IdentityClaims.Subject)?.Value;
        var tenant = issuer.TenantOf(user.FindFirst(IdentityClaims.Tenant)?.Value);

        // A key's id or a service's name as subject would let a person act under that name in the audit trail.
        if (subject is not { Length: > 0 and <= MaxSubjectLength } || tenant is null
            || subject.StartsWith("key_", StringComparison.Ordinal) || ServiceNames.Contains(subject))
        {
            context.Fail("The token names no usable subject, or a tenant that its issuer may not speak for.");
            return Task.CompletedTask;
        }

        var roles = user.FindAll(IdentityClaims.Roles).Select(claim => claim.Value).Where(issuer.MayGrant);
        context.Principal = CallerPrincipal.Create(context.HttpContext, subject, tenant, roles, context.Scheme.Name);
        return Task.CompletedTask;
    }
}
