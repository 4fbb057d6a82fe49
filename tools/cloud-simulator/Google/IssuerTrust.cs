using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>The OIDC issuer that a workload identity provider trusts.</summary>
public sealed record TrustedIssuer
{
    /// <summary>Value of the <c>iss</c> claim.</summary>
    public required string Issuer { get; init; }

    /// <summary>The key set as JSON; null to fetch it from <see cref="JwksUri"/> at every exchange.</summary>
    public string? Jwks { get; init; }

    /// <summary>Where the key set is, by an address that the simulator reaches.</summary>
    public Uri? JwksUri { get; init; }

    /// <summary>Audience that the provider allows; null for its own resource name with or without https.</summary>
    public string? Audience { get; init; }

    /// <summary>Subject that the provider's attribute condition demands; null for any.</summary>
    public string? Subject { get; init; }
}

/// <summary>Finds the keys of a trusted issuer.</summary>
internal static class IssuerKeys
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 256 * 1024,
    };

    /// <summary>True when one of the issuer's keys signed the token; the key id picks it where the token has one.</summary>
    public static async Task<bool> VerifyAsync(TrustedIssuer issuer, JsonWebToken token, CancellationToken cancellationToken)
    {
        var text = issuer.Jwks
            ?? (issuer.JwksUri is null ? """{"keys":[]}""" : await Http.GetStringAsync(issuer.JwksUri, cancellationToken));
        var keys = (JsonNode.Parse(text) as JsonObject)?["keys"] as JsonArray ?? throw new JsonException("The key set has no keys.");
        var id = token.Header["kid"]?.GetValue<string>();
        return keys.OfType<JsonObject>().Where(key => id is null || key["kid"]?.GetValue<string>() == id).Any(key =>
        {
            using var rsa = RSA.Create(new RSAParameters
            {
                Modulus = WebEncoders.Base64UrlDecode(key["n"]!.GetValue<string>()),
                Exponent = WebEncoders.Base64UrlDecode(key["e"]!.GetValue<string>()),
            });
            return token.IsSignedBy(rsa);
        });
    }
}
