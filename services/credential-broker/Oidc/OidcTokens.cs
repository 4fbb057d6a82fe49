using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using CauseFlow.CredentialBroker.Integrations;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>
/// Tokens that say for whom the broker asks: five minutes, one audience, and a subject that a customer's cloud compares to the
/// letter. Another tenant's integration has another subject.
/// </summary>
public sealed class OidcTokens(OidcKeys keys, IOptions<OidcOptions> options, TimeProvider time)
{
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Null when the operator has not set it.</summary>
    public string? Issuer => options.Value.Issuer?.TrimEnd('/') is { Length: > 0 } issuer ? issuer : null;

    /// <summary>Whether an integration can be keyless here.</summary>
    public bool IsOffered => Issuer is not null && keys.Signing() is not null;

    public static string SubjectOf(string tenantId, string integrationId) => $"tenant:{tenantId}:integration:{integrationId}";

    /// <exception cref="KeylessUnavailableException">This installation issues none.</exception>
    public string Issue(Integration integration, string audience)
    {
        ArgumentNullException.ThrowIfNull(integration);
        return Issue(SubjectOf(integration.TenantId, integration.Id), audience);
    }

    /// <exception cref="KeylessUnavailableException">This installation issues none.</exception>
    public string Issue(string subject, string audience)
    {
        if (Issuer is not { } issuer || keys.Signing() is not { } key)
        {
            throw new KeylessUnavailableException();
        }

        var now = time.GetUtcNow();
        var content = Part(new JsonObject { ["alg"] = OidcKey.Algorithm, ["typ"] = "JWT", ["kid"] = key.Id }) + "." + Part(new JsonObject
        {
            ["iss"] = issuer, ["sub"] = subject, ["aud"] = audience, ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(), ["exp"] = (now + Lifetime).ToUnixTimeSeconds(), ["jti"] = Guid.NewGuid().ToString("N"),
        });
        return $"{content}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
