using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Oidc;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
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
    public async Task Start_KeyFolderLostAndMadeAnew_IsRefusedEachTime()
    {
        await CheckAsync();
        await _broker.Get<ExternalIds>().GetOrCreateAsync(Broker.Tenant, CancellationToken.None);
        Directory.Delete(KeyPath("secrets"), recursive: true);

        (await Should.ThrowAsync<KeyUnavailableException>(() => CheckAsync())).Message.ShouldContain("lost or replaced");
        await Should.ThrowAsync<KeyUnavailableException>(() => CheckAsync());
    }

    [Fact]
    public async Task Rotate_MovesEverySecret_AndTheOldKeyMayGo()
    {
        await CheckAsync();
        var before = await SecretsAsync(5);
        var old = _broker.Get<IKeyEncryptionKeyProvider>().CurrentKeyId;

        await RotateAsync();
        (await _broker.Get<KeyRotation>().StatusAsync(CancellationToken.None)).Remaining.ShouldBe(5);
        (await _broker.Get<Rewrapper>().RewrapAsync(CancellationToken.None)).ShouldBe(5);
        File.Delete(KeyPath($"secrets/kek-{old}.key"));

        (await SecretsAsync(5)).ShouldBe(before);
        var status = await _broker.Get<KeyRotation>().StatusAsync(CancellationToken.None);
        (status.Remaining, status.Disabled).ShouldBe((0, 0));
        status.CurrentKeyId.ShouldNotBe(old);
        (await _broker.Get<Rewrapper>().RewrapAsync(CancellationToken.None)).ShouldBe(0);
        await CheckAsync();
    }

    [Fact]
    public async Task Rewrap_KilledInTheMiddle_GoesOnAndLosesNothing()
    {
        await CheckAsync();
        var before = await SecretsAsync(5);
        await RotateAsync();
        var current = _broker.Get<IKeyEncryptionKeyProvider>().CurrentKeyId;
        var store = _broker.Get<ISecretStore>();

        // Two steps commit, the process dies, and another one begins from the start.
        var step = await store.RewrapAsync(current, null, 2, CancellationToken.None);
        step.Rewrapped.ShouldBe(2);
        (await SecretsAsync(5)).ShouldBe(before);
        using var restarted = new Broker(_broker.Folder, ownsFolder: false);
        (await restarted.Get<Rewrapper>().RewrapAsync(CancellationToken.None)).ShouldBe(3);
        (await SecretsAsync(5)).ShouldBe(before);
    }

    [Fact]
    public async Task OldKeyLostBeforeTheRewrap_DisablesOnlyTheSecretsUnderIt()
    {
        await CheckAsync();
        var before = await SecretsAsync(3);
        var old = _broker.Get<IKeyEncryptionKeyProvider>().CurrentKeyId;
        await RotateAsync();
        await _broker.Get<ISecretStore>().RewrapAsync(
            _broker.Get<IKeyEncryptionKeyProvider>().CurrentKeyId, null, 2, CancellationToken.None);
        File.Move(KeyPath($"secrets/kek-{old}.key"), KeyPath("kept"));

        await CheckAsync();
        (await _broker.Get<Rewrapper>().RewrapAsync(CancellationToken.None)).ShouldBe(0);
        var status = await _broker.Get<KeyRotation>().StatusAsync(CancellationToken.None);
        status.Disabled.ShouldBe(1);
        status.Keys.Single(x => x.KeyId == old).Available.ShouldBeFalse();
        var opened = 0;
        for (var i = 0; i < 3; i++)
        {
            try
            {
                await _broker.Get<ExternalIds>().GetOrCreateAsync($"ten_{i}", CancellationToken.None);
                opened++;
            }
            catch (KeyUnavailableException e)
            {
                e.KeyId.ShouldBe(old);
            }
        }

        opened.ShouldBe(2);
        File.Move(KeyPath("kept"), KeyPath($"secrets/kek-{old}.key"));
        (await SecretsAsync(3)).ShouldBe(before);
    }

    [Fact]
    public async Task Token_IsTheSameAfterARestartAndAnotherUnderAnotherKey()
    {
        await CheckAsync();
        var token = _broker.Get<SessionTokens>().Create("lea_1", "collector-aws", "int_1");
        var options = _broker.Get<IOptions<BrokerKeyOptions>>();

        new SessionTokens(new BrokerKeys(options), new CloudAccesses([])).Create("lea_1", "collector-aws", "int_1").ShouldBe(token);
        File.Delete(KeyPath("token.key"));
        BrokerKeys.CreateMissing(options.Value);
        new SessionTokens(new BrokerKeys(options), new CloudAccesses([])).Create("lea_1", "collector-aws", "int_1").ShouldNotBe(token);
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

    private async Task<List<string>> SecretsAsync(int count)
    {
        var secrets = new List<string>();
        for (var i = 0; i < count; i++)
        {
            secrets.Add(await _broker.Get<ExternalIds>().GetOrCreateAsync($"ten_{i}", CancellationToken.None));
        }

        return secrets;
    }

    private Task<string> RotateAsync() => _broker.Get<KeyRotation>().RotateAsync(async keyId =>
    {
        await using var db = _broker.NewContext();
        db.SecretKeys.Add(new SecretKey { KeyId = keyId, FirstSeenAt = _broker.Time.GetUtcNow() });
        await db.SaveChangesAsync();
    }, CancellationToken.None);

    private Task CheckAsync(bool create = true)
    {
        var options = Options.Create(new BrokerKeyOptions
        {
            KeyFolder = Path.Combine(_broker.Folder, "keys"), CreateMissingKeys = create,
        });
        return new BrokerKeyCheck(
                _broker.Get<IDbContextFactory<BrokerDbContext>>(), options, new BrokerKeys(options), _broker.Get<OidcKeys>(),
                new KeyFileProvider(_broker.Get<IOptions<SecretsOptions>>()), TimeProvider.System,
                NullLogger<BrokerKeyCheck>.Instance)
            .StartAsync(CancellationToken.None);
    }

    private string KeyPath(string name) => Path.Combine(_broker.Folder, "keys", name);
}
