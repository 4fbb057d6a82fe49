using System.Collections.Concurrent;
using System.Security.Cryptography;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>An issued access token.</summary>
internal sealed record AzureToken(ScenarioAzureApp App, string Audience, DateTimeOffset ExpiresAt);

/// <summary>Tokens by their text. They are opaque: only Azure itself reads them.</summary>
internal sealed class AzureTokens(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3_599);
    public const string Management = "https://management.azure.com";
    public const string LogAnalytics = "https://api.loganalytics.io";
    public const string Metrics = "https://metrics.monitor.azure.com";

    private readonly ConcurrentDictionary<string, AzureToken> tokens = new(StringComparer.Ordinal);

    public string Issue(ScenarioAzureApp app, string audience)
    {
        var text = "sim-azure-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        tokens[text] = new AzureToken(app, audience, clock.GetUtcNow() + Lifetime);
        return text;
    }

    /// <summary>The token's app, if the token is good for the audience.</summary>
    public ScenarioAzureApp Check(string? text, string audience)
    {
        if (text is null)
        {
            throw Refusal("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
        }

        if (!tokens.TryGetValue(text, out var token))
        {
            throw Refusal("InvalidAuthenticationToken", "The access token is invalid.");
        }

        if (token.ExpiresAt <= clock.GetUtcNow())
        {
            throw Refusal("ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than current UTC time.");
        }

        return token.Audience == audience ? token.App
            : audience == LogAnalytics
                ? throw new AzureException(403, "InvalidAuthenticationTokenAudience", "The access token has been obtained for wrong audience or resource.")
                : throw Refusal("InvalidAuthenticationToken", $"The access token has been obtained for wrong audience or resource '{token.Audience}'.");
    }

    private static AzureException Refusal(string code, string message) => new(401, code, message)
    {
        Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = "Bearer authorization_uri=\"https://login.windows.net/common\", error=\"invalid_token\"" },
    };
}
