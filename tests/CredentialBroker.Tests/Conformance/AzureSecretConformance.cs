using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Tests.Clouds;

namespace CauseFlow.CredentialBroker.Tests.Conformance;

public class AzureSecretConformance : CredentialConformance, IDisposable
{
    private readonly Broker _broker;
    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow();

    public AzureSecretConformance() => _broker = new Broker(wire: Wire);

    protected virtual string? Secret => Broker.AzureSecret;

    protected override IEnumerable<(ScriptedAnswer Answer, RefusalReason Reason)> Refusals =>
    [
        (new(401, Entra.Error("invalid_client", 7000222)), RefusalReason.SecretExpired),
        (new(401, Entra.Error("invalid_client", 7000215)), RefusalReason.SecretInvalid),
        (new(400, Entra.Error("unauthorized_client", 700016)), RefusalReason.AppNotFound),
        (new(400, Entra.Error("invalid_request", 90002)), RefusalReason.TenantNotFound),
        (new(400, Entra.Error("invalid_request", 900023)), RefusalReason.TenantNotFound),
        (new(401, Entra.Error("invalid_client", 4242)), RefusalReason.SecretInvalid),
        (new(400, Entra.Error("interaction_required", 53003)), RefusalReason.MissingPermission),
        (new(400, Entra.Error("something_new", 4242)), RefusalReason.ProviderError),
    ];

    protected override ScriptedAnswer Throttled => new(429, "{}") { RetryAfterSeconds = 1200 };

    /// <summary>The library counts from the machine's clock.</summary>
    protected override (DateTimeOffset From, DateTimeOffset To) Expiry =>
        (_start.AddSeconds(3500), TimeProvider.System.GetUtcNow().AddSeconds(3700));

    protected override ScriptedAnswer? Good(SentRequest request) => new(200, Entra.Token());

    protected override ScriptedAnswer Echo(SentRequest request) => new(401,
        Entra.Error("invalid_client", 7000215, System.Net.WebUtility.UrlDecode(request.Body)));

    protected override async Task<(ICloudAccess Cloud, Integration Integration, string[] Secrets)> CreateAsync()
    {
        var integration = await _broker.Get<AzureConnect>().CreateAsync(Broker.Tenant, "admin", new ConnectAzureRequest
        {
            TenantId = Entra.Guid(), ClientId = Entra.Guid(), ClientSecret = Secret, SubscriptionIds = [Broker.Subscription],
        }, CancellationToken.None);
        return (_broker.Get<CloudAccesses>().Of(CloudProvider.Azure), integration, Secret is null ? ["eyJ"] : [Secret]);
    }

    protected override void LetTimePass() => _broker.Time.Advance(TimeSpan.FromSeconds(9));

    public void Dispose()
    {
        _broker.Dispose();
        GC.SuppressFinalize(this);
    }
}
