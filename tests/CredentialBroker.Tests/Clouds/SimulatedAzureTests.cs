using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Azure;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Providers.Tokens;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

/// <summary>The broker against the simulated Entra over real sockets, with a root of the simulator's own.</summary>
public sealed class SimulatedAzureTests : IAsyncLifetime
{
    private readonly string _root = Path.GetTempFileName();
    private CloudSimulator _cloud = null!;
    private Broker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await CloudSimulator.StartAsync(new CloudSimulatorOptions { Scenario = "app-service-deployment" });
        await File.WriteAllTextAsync(_root, _cloud.Facts.AzureRootPem);
        _broker = new Broker(settings: new()
        {
            [AzureCloud.AuthorityKey] = _cloud.Facts.AzureEndpoint!.ToString(), [TokenSockets.AzureExtraRoots] = _root,
        }, isOnline: true);
        _broker.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        _broker.Dispose();
        await _cloud.DisposeAsync();
        File.Delete(_root);
    }

    [Fact]
    public async Task Secret_ThenExpired_ThenKeyless()
    {
        var view = (await ConnectAsync(_cloud.Facts.AzureClientSecret)).Integration.ShouldNotBeNull();
        _cloud.Azure.Secret = AzureSecretState.Expired;
        (await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None))!.Refusal!.Reason
            .ShouldBe(RefusalReason.SecretExpired);
        await Desk.DisconnectAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);

        (await ConnectAsync(null)).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.SecretInvalid, "there is no federated credential");
        var subject = (await _broker.Get<IntegrationReservations>().SubjectAsync(
            Broker.Tenant, CloudProvider.Azure, AzureCloud.ExchangeAudience, CancellationToken.None))!.Subject;
        _cloud.Azure.Federation = Federation(subject + "0");
        (await ConnectAsync(null)).Refusal.ShouldNotBeNull().Message.ShouldContain("no federated credential that fits");
        _cloud.Azure.Federation = Federation(subject);
        (await ConnectAsync(null)).Integration.ShouldNotBeNull().Azure!.Keyless.ShouldBeTrue();
    }

    private IntegrationDesk Desk => _broker.Get<IntegrationDesk>();

    private AzureFederation Federation(string subject) => new()
    {
        Issuer = Broker.Issuer, Subject = subject, Audience = AzureCloud.ExchangeAudience, Jwks = KeySet.Of(_broker).GetRawText()
            .Replace("\"kid\"", "\"kty\":\"RSA\",\"kid\"", StringComparison.Ordinal),
    };

    private Task<IntegrationOutcome> ConnectAsync(string? secret) => _broker.ConnectAzureAsync(new ConnectAzureRequest
    {
        TenantId = _cloud.Facts.AzureTenantId, ClientId = _cloud.Facts.AzureClientId, ClientSecret = secret,
        SubscriptionIds = [_cloud.Facts.AzureSubscriptions![0]],
    });
}
