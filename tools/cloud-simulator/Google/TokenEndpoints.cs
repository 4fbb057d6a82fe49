using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>
/// The three endpoints that give tokens: OAuth for the assertion of a service-account key, STS for a federated token, and
/// IAM credentials for an impersonation.
/// </summary>
internal sealed class TokenEndpoints(LoadedScenario scenario, ScenarioGoogle google, GoogleTokens tokens)
{
    /// <summary>Google allows an assertion of an hour, and clocks that differ by a few minutes.</summary>
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private const string Impersonation = "iam.serviceAccounts.getAccessToken";

    private readonly string keyId = "sim-key-1";
    private readonly RSA key = Sns.KeyPool.Get("google");

    /// <summary>False once the key was deleted in the console.</summary>
    public bool IsKeyValid { get; set; } = true;

    public bool IsAccountDisabled { get; set; } = google.ServiceAccount.IsDisabled;

    public TrustedIssuer? Issuer { get; set; }

    private string Email => google.ServiceAccount.EmailIn(google.Project);

    /// <summary>The key file as the console gives it, with this simulator's token endpoint.</summary>
    public string KeyFile(Uri endpoint) => new JsonObject
    {
        ["type"] = "service_account",
        ["project_id"] = google.Project,
        ["private_key_id"] = keyId,
        ["private_key"] = key.ExportPkcs8PrivateKeyPem() + "\n",
        ["client_email"] = Email,
        ["client_id"] = "103456789012345678901",
        ["auth_uri"] = "https://accounts.google.com/o/oauth2/auth",
        ["token_uri"] = new Uri(endpoint, "token").AbsoluteUri,
        ["universe_domain"] = "googleapis.com",
    }.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public JsonObject Token(GoogleRequest request, string ownAudience)
    {
        var form = request.Form();
        if (form.GetValueOrDefault("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer")
        {
            throw GoogleErrors.OAuth(400, "unsupported_grant_type", "Invalid grant_type: " + form.GetValueOrDefault("grant_type"));
        }

        var token = JsonWebToken.Parse(form.GetValueOrDefault("assertion") ?? "")
            ?? throw GoogleErrors.OAuth(400, "invalid_request", "Bad Request");
        if (token.Text("iss") != Email)
        {
            throw GoogleErrors.OAuth(400, "invalid_grant", "Invalid grant: account not found");
        }

        if (IsAccountDisabled)
        {
            throw GoogleErrors.OAuth(400, "invalid_grant", "Invalid grant: account is disabled");
        }

        if (!IsKeyValid || !token.IsSignedBy(key))
        {
            throw GoogleErrors.OAuth(400, "invalid_grant", "Invalid JWT Signature.");
        }

        CheckTimes(token);
        if (!token.Audiences.Any(audience => audience == "https://oauth2.googleapis.com/token" || audience == ownAudience))
        {
            throw GoogleErrors.OAuth(400, "invalid_grant", "Invalid JWT: Failed audience check. The right audience is https://oauth2.googleapis.com/token");
        }

        var scopes = (token.Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return scopes.Length == 0
            ? throw GoogleErrors.OAuth(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
            : new JsonObject
            {
                ["access_token"] = tokens.Issue(Email, scopes, MaxLifetime), ["expires_in"] = 3599, ["token_type"] = "Bearer",
            };
    }

    /// <summary>A federated token for a token of the trusted issuer.</summary>
    public async Task<JsonObject> ExchangeAsync(GoogleRequest request, CancellationToken cancellationToken)
    {
        var form = request.Body.TrimStart().StartsWith('{')
            ? request.Json().ToDictionary(pair => Snake(pair.Key), pair => pair.Value?.ToString() ?? "", StringComparer.Ordinal)
            : request.Form();
        if (form.GetValueOrDefault("grant_type") != "urn:ietf:params:oauth:grant-type:token-exchange")
        {
            throw GoogleErrors.OAuth(400, "unsupported_grant_type", "Invalid grant type.");
        }

        var audience = google.ServiceAccount.AudienceIn(google.ProjectNumber);
        if (form.GetValueOrDefault("audience") is not { } asked || !asked.StartsWith("//iam.googleapis.com/", StringComparison.Ordinal))
        {
            throw GoogleErrors.OAuth(400, "invalid_request", "Invalid value for \"audience\". This value should be the full resource name of the Identity Provider.");
        }

        if (asked != audience || Issuer is not { } issuer)
        {
            throw GoogleErrors.OAuth(400, "invalid_target", "The target service indicated by the \"audience\" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn't exist.");
        }

        var token = JsonWebToken.Parse(form.GetValueOrDefault("subject_token") ?? "")
            ?? throw GoogleErrors.OAuth(400, "invalid_grant", "Invalid ID token: malformed.");
        await CheckAsync(issuer, token, audience, cancellationToken);
        var scopes = (form.GetValueOrDefault("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var principal = $"principal:{audience[..audience.IndexOf("/providers/", StringComparison.Ordinal)]}/subject/{token.Text("sub")}";
        return new JsonObject
        {
            ["access_token"] = tokens.Issue(principal, scopes, MaxLifetime),
            ["issued_token_type"] = "urn:ietf:params:oauth:token-type:access_token", ["token_type"] = "Bearer", ["expires_in"] = 3599,
        };
    }

    public JsonObject GenerateAccessToken(GoogleRequest request, GoogleToken caller, string email)
    {
        var resource = $"projects/{google.Project}/serviceAccounts/{email}";
        var isPrincipal = caller.Principal.StartsWith("principal:", StringComparison.Ordinal);
        if (email != Email || IsAccountDisabled)
        {
            throw email != Email ? GoogleErrors.NotFound($"Service account {email}") : GoogleErrors.Denied(Impersonation, resource);
        }

        if (!isPrincipal || !google.ServiceAccount.IsImpersonable)
        {
            throw GoogleErrors.Denied(Impersonation, resource);
        }

        var body = request.Json();
        var scopes = (body["scope"] as JsonArray)?.Select(item => item?.GetValue<string>() ?? "").ToList() ?? [];
        var text = body["lifetime"]?.GetValue<string>() ?? "3600s";
        if (scopes.Count == 0 || !double.TryParse(text.TrimEnd('s'), CultureInfo.InvariantCulture, out var seconds))
        {
            throw GoogleErrors.Invalid("Request contains an invalid argument.");
        }

        if (seconds > MaxLifetime.TotalSeconds)
        {
            throw GoogleErrors.Invalid("The access token lifetime cannot exceed 3600 seconds.");
        }

        return new JsonObject
        {
            ["accessToken"] = tokens.Issue(Email, scopes, TimeSpan.FromSeconds(seconds)),
            ["expireTime"] = GoogleTime.Text(scenario.Now.AddSeconds(seconds)),
        };
    }

    private void CheckTimes(JsonWebToken token)
    {
        var now = scenario.Now;
        if (token.Time("iat") is not { } issued || token.Time("exp") is not { } expires
            || expires - issued > MaxLifetime || expires < now || issued > now + ClockSkew || issued < now - MaxLifetime)
        {
            throw GoogleErrors.OAuth(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.");
        }
    }

    private async Task CheckAsync(TrustedIssuer issuer, JsonWebToken token, string audience, CancellationToken cancellationToken)
    {
        if (token.Text("iss") != issuer.Issuer)
        {
            throw GoogleErrors.OAuth(400, "invalid_grant", $"The issuer in ID Token {token.Text("iss")} does not match the expected ones.");
        }

        string[] allowed = issuer.Audience is { } only ? [only] : [audience, "https:" + audience];
        if (!token.Audiences.Any(allowed.Contains))
        {
            throw GoogleErrors.OAuth(400, "invalid_grant", "The audience in ID Token does not match the expected audience.");
        }

        if (token.Time("exp") is not { } expires || expires + ClockSkew < scenario.Now)
        {
            throw GoogleErrors.OAuth(400, "invalid_grant", "ID Token is stale to sign-in.");
        }

        bool isSigned;
        try
        {
            isSigned = await IssuerKeys.VerifyAsync(issuer, token, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or FormatException)
        {
            throw GoogleErrors.OAuth(400, "invalid_grant", "Error connecting to the given credential's issuer.");
        }

        if (!isSigned)
        {
            throw GoogleErrors.OAuth(400, "invalid_grant", "Invalid ID token signature.");
        }

        if (issuer.Subject is { } subject && token.Text("sub") != subject)
        {
            throw GoogleErrors.OAuth(400, "unauthorized_client", "The given credential is rejected by the attribute condition.");
        }
    }

    private static string Snake(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));
}
