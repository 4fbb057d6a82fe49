using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Providers.Gcp;
using CauseFlow.CredentialBroker.Tests.Clouds;

namespace CauseFlow.CredentialBroker.Tests.Conformance;

public class GcpKeyConformance : CredentialConformance, IDisposable
{
    public GcpKeyConformance() => Host = new Broker(wire: Wire);

    protected Broker Host { get; }

    protected virtual object Document => GoogleCloud.Key();

    protected override IEnumerable<(ScriptedAnswer Answer, RefusalReason Reason)> Refusals =>
    [
        (Grant("Invalid JWT Signature."), RefusalReason.KeyInvalid),
        (Grant("Invalid grant: account not found"), RefusalReason.AppNotFound),
        (Grant("Account has been disabled"), RefusalReason.KeyInvalid),
        (Grant("Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."), RefusalReason.ClockSkew),
        (Grant("Some new words"), RefusalReason.KeyInvalid),
        (Grant("Some new words") with { Date = Host.Time.GetUtcNow().AddMinutes(9) }, RefusalReason.ClockSkew),
        (new(400, GoogleCloud.OAuthError("invalid_scope", "x")), RefusalReason.ScopeInsufficient),
        (new(401, GoogleCloud.OAuthError("invalid_client", "x")), RefusalReason.KeyInvalid),
        (new(400, GoogleCloud.OAuthError("something_new", "x")), RefusalReason.ProviderError),
    ];

    protected override ScriptedAnswer Throttled => new(429, "{}") { RetryAfterSeconds = 1200 };

    protected override (DateTimeOffset From, DateTimeOffset To) Expiry =>
        (Host.Time.GetUtcNow().AddSeconds(3599), Host.Time.GetUtcNow().AddSeconds(3599));

    protected override ScriptedAnswer? Good(SentRequest request) => new(200, GoogleCloud.Token());

    protected override ScriptedAnswer Echo(SentRequest request) => new(400,
        GoogleCloud.OAuthError("invalid_grant", $"You sent {request.Field("assertion") ?? request.Field("subject_token")} {GoogleCloud.PrivateKey}"));

    protected override async Task<(ICloudAccess Cloud, Integration Integration, string[] Secrets)> CreateAsync()
    {
        var credential = Host.Get<GcpDocuments>().Read(GoogleCloud.Json(Document)).Credential!;
        var integration = await Host.Get<GcpConnect>().CreateAsync(
            Broker.Tenant, "admin", new ConnectGcpRequest { ProjectIds = [GoogleCloud.Project] }, credential, CancellationToken.None);
        return (Host.Get<CloudAccesses>().Of(CloudProvider.Gcp), integration, credential.PrivateKey is { } key ? [key, "eyJ"] : ["eyJ"]);
    }

    protected override void LetTimePass() => Host.Time.Advance(TimeSpan.FromSeconds(9));

    public void Dispose()
    {
        Host.Dispose();
        GC.SuppressFinalize(this);
    }

    private static ScriptedAnswer Grant(string description) => new(400, GoogleCloud.OAuthError("invalid_grant", description));
}
