using System.Buffers.Text;
using CauseFlow.Contracts;
using CauseFlow.Secrets;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>The broker as an issuer: discovery and key set for everybody, rotation for operators.</summary>
public static class OidcEndpoints
{
    public const string JwksPath = "/.well-known/jwks.json";

    /// <summary>Maps <c>/.well-known</c> and <c>/v1/operations/oidc-keys</c>.</summary>
    public static void MapOidc(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPublicDocument("credential-broker", "/.well-known/openid-configuration", Discovery)
            .WithName("getOpenIdConfiguration").WithSummary("Where a cloud finds the keys of the broker's tokens.")
            .Produces<OidcDiscovery>().Produces<ApiError>(StatusCodes.Status404NotFound);
        endpoints.MapPublicDocument("credential-broker", JwksPath, Jwks)
            .WithName("getJwks").WithSummary("The keys of the broker's tokens.").Produces<OidcKeySet>();
        var api = endpoints.MapApi("credential-broker");
        api.MapGet("/v1/operations/oidc-keys", (OidcKeys keys) => Results.Ok(Views(keys))).RequireRoles(Roles.Operator)
            .WithName("listOidcKeys").WithSummary("The signing keys of keyless integrations and what each is good for.")
            .Produces<IReadOnlyList<OidcKeyView>>();
        api.MapPost("/v1/operations/oidc-keys/rotate", RotateAsync).RequireRoles(Roles.Operator)
            .WithName("rotateOidcKeys")
            .WithSummary("Makes a new signing key; it signs once every cloud has had the time to see it.")
            .Produces<IReadOnlyList<OidcKeyView>>().Produces<ApiError>(StatusCodes.Status409Conflict);
    }

    private static IResult Discovery(HttpContext context, OidcTokens tokens, IOptions<OidcOptions> options)
    {
        if (tokens.Issuer is not { } issuer)
        {
            return ApiErrors.NotFound("keyless_not_configured",
                "This installation issues no tokens. The operator sets Broker:Oidc:Issuer to its public address.");
        }

        Cacheable(context, options.Value);
        return Results.Ok(OidcDiscovery.Of(issuer));
    }

    private static IResult Jwks(HttpContext context, OidcKeys keys, IOptions<OidcOptions> options)
    {
        Cacheable(context, options.Value);
        return Results.Ok(new OidcKeySet([.. keys.Published().Select(key => new OidcPublicKey
        {
            Kid = key.Id, N = Base64Url.EncodeToString(key.Modulus.Span), E = Base64Url.EncodeToString(key.Exponent.Span),
        })]));
    }

    private static void Cacheable(HttpContext context, OidcOptions options) =>
        context.Response.Headers.CacheControl = $"public, max-age={options.CacheMinutes * 60}";

    private static async Task<IResult> RotateAsync(
        CallerIdentity caller, OidcKeys keys, BrokerTransactions transactions, CancellationToken cancellationToken)
    {
        OidcKey made;
        try
        {
            made = keys.Create();
        }
        catch (KeysReadOnlyException)
        {
            return ApiErrors.Conflict("keys_read_only",
                "The key folder is mounted read-only. Add a file oidc/<yyyyMMddTHHmmssZ>-<name>.pem (RSA of 2,048 bits, PEM) to "
                + "the secret: it signs by itself once it is old enough to be known everywhere.");
        }

        await transactions.RunAsync(async work => await work.Audit.AppendAsync(new AuditEntry
        {
            TenantId = caller.TenantId, Actor = caller.Subject, Action = "oidc_keys.rotated", Subject = made.Id,
        }, cancellationToken), cancellationToken);
        return Results.Ok(Views(keys));
    }

    private static List<OidcKeyView> Views(OidcKeys keys) =>
        [.. keys.All().Select(use => new OidcKeyView(use.Key.Id, use.Key.CreatedAt, use.Signs, use.PublishedUntil))];
}
