using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.Dashboard.Tests;

/// <summary>
/// A provider of OpenID Connect that lets everybody in, but only with PKCE: it gives no token to who cannot show the verifier of
/// its code. It is at another site (<c>localhost</c>) than the page.
/// </summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "causeflow-page";
    public const string Audience = "causeflow-api";
    public const string Person = "ada@example.com";
    private readonly RSA rsa = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce)> codes = new();
    private readonly WebApplication app;

    private IdentityProvider(bool endsSessions)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object?>
        {
            ["end_session_endpoint"] = endsSessions ? Url + "/end" : null,
            ["issuer"] = Url, ["authorization_endpoint"] = Url + "/authorize", ["token_endpoint"] = Url + "/token",
            ["jwks_uri"] = Url + "/keys", ["response_types_supported"] = new[] { "code" },
            ["subject_types_supported"] = new[] { "public" }, ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
        }));
        app.MapGet("/keys", () =>
        {
            var key = rsa.ExportParameters(includePrivateParameters: false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "1", alg = "RS256", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) } } });
        });
        app.MapGet("/authorize", Authorize);
        app.MapGet("/end", (string client_id, string post_logout_redirect_uri, string state) =>
        {
            Ends.Enqueue(client_id);
            return Results.Redirect($"{post_logout_redirect_uri}?state={Uri.EscapeDataString(state)}");
        });
        app.MapPost("/token", TokenAsync);
    }

    public string Url => app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public ConcurrentQueue<string> AccessTokens { get; } = new();

    /// <summary>How each sign-in was to ask; empty where it may let in whom it knows.</summary>
    public ConcurrentQueue<string> Prompts { get; } = new();

    /// <summary>Clients that ended a session here.</summary>
    public ConcurrentQueue<string> Ends { get; } = new();

    /// <param name="endsSessions">Whether it has an address for that.</param>
    public static async Task<IdentityProvider> StartAsync(bool endsSessions = true)
    {
        var provider = new IdentityProvider(endsSessions);
        await provider.app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        rsa.Dispose();
    }

    private IResult Authorize(
        string response_type, string client_id, string redirect_uri, string state, string nonce, string? code_challenge,
        string? code_challenge_method, string? prompt)
    {
        Prompts.Enqueue(prompt ?? "");
        if (response_type != "code" || client_id != ClientId || code_challenge is null || code_challenge_method != "S256")
        {
            return Results.BadRequest();
        }

        var code = Guid.NewGuid().ToString("N");
        codes[code] = (code_challenge, nonce);
        return Results.Redirect($"{redirect_uri}?code={code}&state={Uri.EscapeDataString(state)}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var verifier = form["code_verifier"].ToString();
        if (!codes.TryRemove(form["code"].ToString(), out var given)
            || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) != given.Challenge)
        {
            return Results.BadRequest();
        }

        var access = Sign(Audience, new() { ["roles"] = new[] { "admin", "member" } });
        AccessTokens.Enqueue(access);
        return Results.Json(new Answer(access, Sign(ClientId, new() { ["nonce"] = given.Nonce }), "Bearer", 3600));
    }

    private string Sign(string audience, Dictionary<string, object> claims)
    {
        claims["sub"] = "user-1";
        claims["email"] = Person;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Url, Audience = audience, Claims = claims, Expires = TimeProvider.System.GetUtcNow().AddHours(1).UtcDateTime,
            SigningCredentials = new(new RsaSecurityKey(rsa) { KeyId = "1" }, SecurityAlgorithms.RsaSha256),
        });
    }

    private sealed record Answer(
        [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("id_token")] string IdToken,
        [property: JsonPropertyName("token_type")] string TokenType, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
