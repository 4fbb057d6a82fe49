using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>An access token that the simulator has issued.</summary>
/// <param name="Principal">E-mail of the service account, or the federated principal.</param>
/// <param name="Scopes">What it was asked for.</param>
/// <param name="ExpiresAt">By the simulator's clock.</param>
internal sealed record GoogleToken(string Principal, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt);

/// <summary>Issued tokens by their value.</summary>
internal sealed class GoogleTokens(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, GoogleToken> tokens = new(StringComparer.Ordinal);

    public IReadOnlyCollection<GoogleToken> All => [.. tokens.Values];

    public string Issue(string principal, IReadOnlyList<string> scopes, TimeSpan lifetime)
    {
        var value = "ya29.sim-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        tokens[value] = new GoogleToken(principal, scopes, clock.GetUtcNow() + lifetime);
        return value;
    }

    /// <summary>The token, or the 401 that Google sends.</summary>
    public GoogleToken Require(string? bearer)
    {
        if (bearer is null || !tokens.TryGetValue(bearer, out var token))
        {
            throw GoogleErrors.Unauthenticated(bearer is null ? "CREDENTIALS_MISSING" : null);
        }

        return token.ExpiresAt > clock.GetUtcNow() ? token : throw GoogleErrors.Unauthenticated("ACCESS_TOKEN_EXPIRED");
    }
}
