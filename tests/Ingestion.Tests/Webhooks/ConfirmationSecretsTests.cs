using System.Net;
using System.Security.Cryptography;
using System.Text;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Ingestion.Tests.Deliveries;
using CauseFlow.Ingestion.Tests.Sns;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Secrets;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Webhooks;

/// <summary>The address that confirms a subscription is a secret of the same kind as every other one.</summary>
public sealed class ConfirmationSecretsTests : IAsyncLifetime
{
    private const string Token = "canarytoken5f1e77";
    private readonly IngestionStore _store = new();

    public async ValueTask InitializeAsync()
    {
        await _store.ConnectAsync();
        _store.Http.Answer = (_, _) => Task.FromResult(new SnsFetch(HttpStatusCode.OK, []));
    }

    [Fact]
    public async Task A_ciphertext_that_was_moved_to_another_row_or_tenant_does_not_open()
    {
        var row = await AddAsync("cnf_1");
        row.SecretContext.ShouldBe(new SecretContext(IngestionStore.Tenant, "cnf_1", "subscribe_url"));
        var vault = _store.Get<SecretVault>();
        Encoding.UTF8.GetString(await vault.DecryptAsync(row.SubscribeUrl!, row.SecretContext)).ShouldContain(Token);
        foreach (var context in (SecretContext[])
            [row.SecretContext with { TenantId = "ten_other" }, row.SecretContext with { Owner = "cnf_2" },
                row.SecretContext with { Field = "other" }])
        {
            await Should.ThrowAsync<CryptographicException>(async () => await vault.DecryptAsync(row.SubscribeUrl!, context));
        }

        row.ToString().ShouldNotContain(row.SubscribeUrl!);
    }

    [Fact]
    public async Task A_rotation_moves_what_is_waiting_under_the_new_key_and_it_is_confirmed_without_the_old_one()
    {
        await AddAsync("cnf_1");
        await AddAsync("cnf_2");
        var old = _store.Get<IKeyEncryptionKeyProvider>().CurrentKeyId;
        var current = await _store.Get<KeyRotation>().RotateAsync(_ => Task.CompletedTask, default);
        (await _store.Get<Rewrapper>().RewrapAsync(default)).ShouldBe(2);
        (await _store.Get<KeyRotation>().StatusAsync(default)).Keys
            .ShouldContain(key => key.KeyId == current && key.Secrets == 2);
        File.Delete(Path.Combine(_store.SecretKeys, $"kek-{old}.key"));

        await _store.Get<DueWorker<SubscriptionConfirmer>>().RunOnceAsync(default);
        var rows = await RowsAsync();
        rows.Select(row => (row.Status, row.SubscribeUrl, row.KeyId)).ShouldBe(
            [(ConfirmationStatus.Confirmed, null, null), (ConfirmationStatus.Confirmed, null, null)]);
        _store.Http.Calls.ShouldAllBe(uri => uri.Query.Contains($"Token={Token}", StringComparison.Ordinal));
        (await _store.Get<KeyRotation>().StatusAsync(default)).Keys.Sum(key => key.Secrets).ShouldBe(0);
    }

    [Fact]
    public async Task Without_its_key_a_confirmation_waits_for_the_key_and_a_changed_one_fails()
    {
        await AddAsync("cnf_1");
        var file = Path.Combine(_store.SecretKeys, $"kek-{_store.Get<IKeyEncryptionKeyProvider>().CurrentKeyId}.key");
        File.Move(file, file + ".away");
        await _store.Get<DueWorker<SubscriptionConfirmer>>().RunOnceAsync(default);
        var waiting = (await RowsAsync()).Single();
        (waiting.Status, waiting.LastError).ShouldBe((ConfirmationStatus.Queued, "key_unavailable"));
        waiting.SubscribeUrl.ShouldNotBeNull();

        File.Move(file + ".away", file);
        await _store.ReadAsync(db => db.Confirmations.ExecuteUpdateAsync(set => set.SetProperty(row => row.TenantId, "ten_other")));
        await _store.ReadAsync(db => db.AcceptedTopics.ExecuteUpdateAsync(set => set.SetProperty(row => row.TenantId, "ten_other")));
        _store.Time.Advance(TimeSpan.FromMinutes(1));
        await _store.Get<DueWorker<SubscriptionConfirmer>>().RunOnceAsync(default);
        var failed = (await RowsAsync()).Single();
        (failed.Status, failed.LastError, failed.SubscribeUrl).ShouldBe((ConfirmationStatus.Failed, "unreadable", null));
        _store.Http.Calls.ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<Confirmation> AddAsync(string id)
    {
        var row = new Confirmation
        {
            Id = id, TenantId = IngestionStore.Tenant, TopicArn = SnsSigner.Topic, MessageId = id,
            Status = ConfirmationStatus.Queued, ReceivedAt = SnsFixture.Now, SentAt = SnsFixture.Now, RouteGeneration = 1,
            DueAt = SnsFixture.Now,
        };
        var url = SnsSigner.Confirmation(SnsFixture.Now, Token)["SubscribeURL"];
        row.Seal(await _store.Get<SecretVault>().EncryptAsync(Encoding.UTF8.GetBytes(url), row.SecretContext));
        await _store.ReadAsync(db =>
        {
            db.Confirmations.Add(row);
            return db.SaveChangesAsync();
        });
        return row;
    }

    private Task<List<Confirmation>> RowsAsync() =>
        _store.ReadAsync(db => db.Confirmations.AsNoTracking().OrderBy(row => row.Id).ToListAsync());
}
