using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>An access token that was issued, without its value.</summary>
/// <param name="Principal">Whose it is.</param>
/// <param name="Scopes">What it was asked for.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record IssuedGoogleToken(string Principal, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt);

/// <summary>Google Cloud on loopback for the scenario's project: all APIs, tokens and the alarm's webhook share one port.</summary>
public sealed class GoogleCloud : IAsyncDisposable
{
    private readonly ScenarioGoogle google;
    private readonly GoogleTokens tokens;
    private readonly TokenEndpoints identity;
    private readonly NotificationChannel channel;
    private readonly GoogleFrontDoor door;
    private LoopbackServer? server;

    internal GoogleCloud(LoadedScenario scenario, ScenarioGoogle google, SwitchBoard switches, CallLog calls, TimeProvider clock)
    {
        this.google = google;
        tokens = new GoogleTokens(clock);
        identity = new TokenEndpoints(scenario, google, tokens);
        channel = new NotificationChannel(scenario, google);
        door = new GoogleFrontDoor(scenario, google, identity, tokens, switches, calls);
    }

    /// <summary>Plain http; every API answers here.</summary>
    public Uri Endpoint => server!.Address("http", "127.0.0.1");

    public string Project => google.Project;

    public string ServiceAccountEmail => google.ServiceAccount.EmailIn(google.Project);

    /// <summary>The service account's key file; its token_uri is this simulator's.</summary>
    public string ServiceAccountKey => identity.KeyFile(Endpoint);

    /// <summary>Resource name of the workload identity provider.</summary>
    public string WorkloadIdentityAudience => google.ServiceAccount.AudienceIn(google.ProjectNumber);

    /// <summary>The issuer that the provider trusts; null refuses every exchange.</summary>
    public TrustedIssuer? Issuer
    {
        get => identity.Issuer;
        set => identity.Issuer = value;
    }

    /// <summary>False: the key was deleted.</summary>
    public bool IsKeyValid
    {
        get => identity.IsKeyValid;
        set => identity.IsKeyValid = value;
    }

    /// <summary>True: the service account was disabled.</summary>
    public bool IsAccountDisabled
    {
        get => identity.IsAccountDisabled;
        set => identity.IsAccountDisabled = value;
    }

    /// <summary>Tokens that were issued.</summary>
    public IReadOnlyList<IssuedGoogleToken> Tokens =>
        [.. tokens.All.Select(token => new IssuedGoogleToken(token.Principal, token.Scopes, token.ExpiresAt))];

    /// <summary>A token of the service account without the way through the token endpoint.</summary>
    public string IssueToken(IReadOnlyList<string> scopes, TimeSpan lifetime) => tokens.Issue(ServiceAccountEmail, scopes, lifetime);

    /// <summary>Sends the alarm, its end, or the console's test to a webhook.</summary>
    public Task<GoogleDelivery> PublishAsync(GooglePublication publication, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(publication);
        return channel.SendAsync(publication, cancellationToken);
    }

    /// <summary>The body that <see cref="PublishAsync"/> sends.</summary>
    public string MessageOf(string state) => channel.Body(state).ToJsonString();

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    internal async Task ListenAsync(int port, CancellationToken cancellationToken) =>
        server = await LoopbackServer.StartAsync(port, null, door.HandleAsync, cancellationToken);
}
