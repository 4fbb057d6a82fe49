using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Oidc;
using CauseFlow.CredentialBroker.Providers.Tokens;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>
/// Tokens of Google Cloud, one attempt each and nothing kept. A key is redeemed by the vendor's library; federation is two calls
/// by hand, since the library hides why an impersonation was denied and follows addresses of the pasted document.
/// </summary>
public sealed class GoogleTokens(
    TokenSockets sockets, OidcTokens tokens, GoogleEndpoints endpoints, IOptions<TokenOptions> options, TimeProvider time)
{
    private const string ImpersonatedLifetime = "900s";
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    /// <summary>Redeems a service account's key.</summary>
    public async Task<GoogleToken> OfKeyAsync(
        GcpSettings settings, string privateKey, string scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using var wire = new TokenWire(sockets.Gcp);
        using var limit = new TokenLimit(Timeout, time, cancellationToken);
        try
        {
            var credential = new ServiceAccountCredential(
                new ServiceAccountCredential.Initializer(settings.ServiceAccount, settings.TokenUri ?? endpoints.Key.ToString())
                {
                    // Without a scope the library would sign a token by itself, and a deleted key would show nowhere.
                    Scopes = [scope],
                    KeyId = settings.KeyId,
                    HttpClientFactory = new WireClients(wire),
                    Clock = new GoogleClock(time),
                    DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
                }.FromPrivateKey(privateKey));
            using (credential.Key)
            {
                await credential.RequestAccessTokenAsync(limit.Token);
            }

            return credential.Token is { AccessToken.Length: > 0, ExpiresInSeconds: { } seconds } token
                ? GoogleToken.Of(token.AccessToken, time.GetUtcNow().AddSeconds(seconds))
                : GoogleToken.Refused(GoogleRefusals.OfKey(wire.Answer, settings, time.GetUtcNow(), privateKey));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Google's own reader takes fewer forms of a key than .NET's, which found nothing wrong with this one.
            return GoogleToken.Refused(new Refusal(RefusalReason.KeyInvalid,
                $"The key of {settings.ServiceAccount} is not in the form in which Google hands keys out.",
                "Paste the key file from Google as it is, or make a new key."));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsRefusal(e))
        {
            return GoogleToken.Refused(GoogleRefusals.OfKey(wire.Answer, settings, time.GetUtcNow(), privateKey));
        }
    }

    /// <summary>Exchanges the broker's own token, and acts as the service account where one is named.</summary>
    /// <param name="settings">Pool, provider and account.</param>
    /// <param name="subject">As whom; see <see cref="OidcTokens.SubjectOf"/>.</param>
    /// <param name="scope">Of the token that is handed out.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    /// <exception cref="KeylessUnavailableException">This installation issues no tokens.</exception>
    public async Task<GoogleToken> OfFederationAsync(
        GcpSettings settings, string subject, string scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var audience = settings.Audience!;
        var assertion = tokens.Issue(subject, $"https:{audience}");
        using var wire = new TokenWire(sockets.Gcp);
        using var client = new HttpClient(wire, disposeHandler: false) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        using var limit = new TokenLimit(Timeout, time, cancellationToken);
        GoogleToken federated;
        try
        {
            using var body = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = TokenExchange, ["audience"] = audience, ["requested_token_type"] = AccessTokenType,
                ["scope"] = settings.ServiceAccount is null ? scope : GcpScopes.Impersonation,
                ["subject_token"] = assertion, ["subject_token_type"] = settings.SubjectTokenType!,
            });
            using var response = await client.PostAsync(endpoints.Sts, body, limit.Token);
            federated = Exchanged(wire.Answer!)
                ?? GoogleToken.Refused(
                    GoogleRefusals.OfExchange(wire.Answer, settings, time.GetUtcNow(), tokens.Issuer!, assertion));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsRefusal(e))
        {
            federated = GoogleToken.Refused(
                GoogleRefusals.OfExchange(wire.Answer, settings, time.GetUtcNow(), tokens.Issuer!, assertion));
        }

        return settings.ServiceAccount is null || federated.Refusal is not null
            ? federated
            : await ImpersonateAsync(client, wire, settings, subject, federated.Value!, scope, limit.Token, cancellationToken);
    }

    private TimeSpan Timeout => TimeSpan.FromSeconds(options.Value.TimeoutSeconds);

    private static bool IsRefusal(Exception e) =>
        e is HttpRequestException or IOException or OperationCanceledException or JsonException or Newtonsoft.Json.JsonException
            or Google.Apis.Auth.OAuth2.Responses.TokenResponseException or Google.GoogleApiException or InvalidOperationException
            or FormatException;

    private async Task<GoogleToken> ImpersonateAsync(
        HttpClient client, TokenWire wire, GcpSettings settings, string subject, string federated, string scope,
        CancellationToken limit, CancellationToken caller)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoints.Impersonation(settings.ServiceAccount!))
            {
                Content = JsonContent.Create(new { scope = new[] { scope }, lifetime = ImpersonatedLifetime }),
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", federated) },
            };
            using var response = await client.SendAsync(request, limit);
            return Impersonated(wire.Answer!) ?? Denied();
        }
        catch (Exception e) when (!caller.IsCancellationRequested && IsRefusal(e))
        {
            return Denied();
        }

        GoogleToken Denied() =>
            GoogleToken.Refused(GoogleRefusals.OfImpersonation(wire.Answer, settings, time.GetUtcNow(), subject));
    }

    /// <summary>Null for anything that is no token.</summary>
    private GoogleToken? Exchanged(TokenAnswer answer) =>
        answer.IsSuccess && Root(answer) is { } root && Text(root, "access_token") is { Length: > 0 } token
        && root.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt32(out var count)
            ? GoogleToken.Of(token, time.GetUtcNow().AddSeconds(count))
            : null;

    private static GoogleToken? Impersonated(TokenAnswer answer) =>
        answer.IsSuccess && Root(answer) is { } root && Text(root, "accessToken") is { Length: > 0 } token
        && DateTimeOffset.TryParse(Text(root, "expireTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? GoogleToken.Of(token, at)
            : null;

    private static JsonElement? Root(TokenAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The library's way to take another's sockets.</summary>
    private sealed class WireClients(TokenWire wire) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => wire;
    }

    private sealed class GoogleClock(TimeProvider time) : Google.Apis.Util.IClock
    {
        [Obsolete("The library asks for it.")]
        public DateTime Now => time.GetLocalNow().DateTime;

        public DateTime UtcNow => time.GetUtcNow().UtcDateTime;
    }
}
