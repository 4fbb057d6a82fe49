using CauseFlow.CloudSimulation;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Gcp;
using TrustedIssuer = CauseFlow.CloudSimulation.Google.TrustedIssuer;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

/// <summary>The broker against the simulated token endpoints of Google over real sockets.</summary>
public sealed class SimulatedGcpTests : IAsyncLifetime
{
    private CloudSimulator _cloud = null!;
    private Broker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await CloudSimulator.StartAsync(new CloudSimulatorOptions { Scenario = "cloud-run-traffic-split" });
        var endpoint = _cloud.Facts.GoogleEndpoint!.ToString();
        _broker = new Broker(settings: new()
        {
            [GoogleEndpoints.Override + "OAUTH2"] = endpoint, [GoogleEndpoints.Override + "STS"] = endpoint,
            [GoogleEndpoints.Override + "IAMCREDENTIALS"] = endpoint,
        }, isOnline: true);
        _broker.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        _broker.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Key_ThenDeleted_ThenKeyless()
    {
        var view = (await _broker.ConnectGcpAsync(Key, new() { ProjectIds = [_cloud.Facts.GoogleProject!] })).Integration.ShouldNotBeNull();
        _cloud.Google!.IsKeyValid = false;
        (await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None))!.Refusal!.Message.ShouldContain("was deleted");
        await Desk.DisconnectAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);

        (await ConnectAsync()).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.AppNotFound, "there is no pool");
        var subject = (await _broker.Get<IntegrationReservations>().SubjectAsync(
            Broker.Tenant, CloudProvider.Gcp, "x", CancellationToken.None))!.Subject;
        Trust("someone-else");
        (await ConnectAsync()).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.MissingPermission);
        Trust(null);
        (await ConnectAsync()).Refusal.ShouldNotBeNull().Reason.ShouldBe(RefusalReason.MissingExternalIdCondition, "anybody gets in");
        Trust(subject);
        (await ConnectAsync()).Integration.ShouldNotBeNull().Gcp!.Keyless.ShouldBeTrue();
    }

    private IntegrationDesk Desk => _broker.Get<IntegrationDesk>();

    private object Key => System.Text.Json.JsonDocument.Parse(_cloud.Facts.GoogleServiceAccountKey!).RootElement;

    private void Trust(string? subject) => _cloud.Google!.Issuer = new TrustedIssuer
    {
        Issuer = Broker.Issuer, Subject = subject, Jwks = KeySet.Of(_broker).GetRawText(),
    };

    private Task<IntegrationOutcome> ConnectAsync()
    {
        var document = GoogleCloud.Federation();
        document["audience"] = _cloud.Facts.GoogleWorkloadIdentityAudience;
        document["service_account_impersonation_url"] = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
            + $"{_cloud.Facts.GoogleServiceAccountEmail}:generateAccessToken";
        return _broker.ConnectGcpAsync(document, new() { ProjectIds = [_cloud.Facts.GoogleProject!] });
    }
}
