using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Tests;

public sealed class KeyTests : IDisposable
{
    private readonly Broker _broker = new(prepareKeys: false);

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Start_EmptyDatabase_MakesTheKeys()
    {
        await CheckAsync();

        File.Exists(KeyPath("audit.key")).ShouldBeTrue();
        File.Exists(KeyPath("token.key")).ShouldBeTrue();
    }

    [Fact]
    public async Task Start_KeysMayNotBeMade_IsRefused() =>
        await Should.ThrowAsync<FileNotFoundException>(() => CheckAsync(create: false));

    [Theory]
    [InlineData("audit.key")]
    [InlineData("token.key")]
    public async Task Start_ExistingDataWithoutAKey_IsRefusedAndMakesNone(string lost)
    {
        await CheckAsync();
        await _broker.RecordAsync("something");
        File.Delete(KeyPath(lost));

        await Should.ThrowAsync<InvalidOperationException>(() => CheckAsync());

        File.Exists(KeyPath(lost)).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_KeyOfTheStoredSecretsLost_IsRefused()
    {
        await CheckAsync();
        await _broker.Get<ExternalIds>().GetOrCreateAsync(Broker.Tenant, CancellationToken.None);
        File.Delete(Directory.GetFiles(KeyPath("secrets"), "kek-*.key").Single());

        await Should.ThrowAsync<KeyUnavailableException>(() => CheckAsync());
    }

    [Fact]
    public async Task Token_IsTheSameAfterARestartAndAnotherUnderAnotherKey()
    {
        await CheckAsync();
        var token = _broker.Get<SessionTokens>().Create("lea_1", "collector-aws", "int_1");
        var options = _broker.Get<IOptions<BrokerKeyOptions>>();

        new SessionTokens(new BrokerKeys(options)).Create("lea_1", "collector-aws", "int_1").ShouldBe(token);
        File.Delete(KeyPath("token.key"));
        BrokerKeys.CreateMissing(options.Value);
        new SessionTokens(new BrokerKeys(options)).Create("lea_1", "collector-aws", "int_1").ShouldNotBe(token);
    }

    [Theory]
    [InlineData("lea_2", "collector-aws", "int_1")]
    [InlineData("lea_1", "collector-gcp", "int_1")]
    [InlineData("lea_1", "collector-aws", "int_2")]
    public async Task Token_OfAnotherLeaseCollectorOrIntegration_IsAnother(string lease, string collector, string integration)
    {
        await CheckAsync();
        var tokens = _broker.Get<SessionTokens>();
        var token = tokens.Create("lea_1", "collector-aws", "int_1");

        tokens.IsValid(token, "lea_1", "collector-aws", "int_1").ShouldBeTrue();
        tokens.IsValid(token, lease, collector, integration).ShouldBeFalse();
        tokens.Create(lease, collector, integration).Split('.')[2].ShouldNotBe(token.Split('.')[2]);
    }

    private Task CheckAsync(bool create = true)
    {
        var options = Options.Create(new BrokerKeyOptions
        {
            KeyFolder = Path.Combine(_broker.Folder, "keys"), CreateMissingKeys = create,
        });
        return new BrokerKeyCheck(
                _broker.Get<IDbContextFactory<BrokerDbContext>>(), options, new BrokerKeys(options), _broker.Get<SecretVault>())
            .StartAsync(CancellationToken.None);
    }

    private string KeyPath(string name) => Path.Combine(_broker.Folder, "keys", name);
}
