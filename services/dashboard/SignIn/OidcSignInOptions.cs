namespace CauseFlow.Dashboard.SignIn;

/// <summary>
/// Sign-in by OpenID Connect, authorization code with PKCE. The gateway must know the same issuer (<c>Issuers</c>): it is the
/// provider's token that the page shows to the API.
/// </summary>
public sealed class OidcSignInOptions
{
    /// <summary>Address of the provider, such as https://login.example.com. None by default: people sign in with an API key.</summary>
    public string? Authority { get; set; }

    /// <summary>Id of this client at the provider.</summary>
    public string? ClientId { get; set; }

    /// <summary>Secret of this client; none for a public one.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Scopes that are asked for beside <c>openid</c> and <c>profile</c>, such as that of the gateway's audience.</summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>True sends the API the id token in place of the access token, for providers whose access tokens are opaque.</summary>
    public bool UseIdToken { get; set; }

    /// <summary>What the button says. Default "your organisation".</summary>
    public string Name { get; set; } = "your organisation";

    /// <summary>True where people sign in through the provider alone, without API keys. Default false.</summary>
    public bool Only { get; set; }

    internal bool IsConfigured => !string.IsNullOrEmpty(Authority);

    internal bool IsComplete() => !IsConfigured
        || (!string.IsNullOrEmpty(ClientId) && Uri.TryCreate(Authority, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || url is { Scheme: "http", IsLoopback: true }));
}
