using CauseFlow.Contracts;
using CauseFlow.Investigations.Notifications;
using CauseFlow.Investigations.Notifications.Deliveries;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Tests.Notifications;

/// <summary>From what happens to an incident to what a receiver gets, on both databases.</summary>
public abstract class SendingTests : IAsyncLifetime
{
    private const string SigningKey = "a-key-that-only-two-know";
    private readonly string folder = Directory.CreateTempSubdirectory("causeflow-notifications-").FullName;
    private readonly StoreOptions store;
    private readonly Desks desks;
    private readonly Flow flow = new();
    private NotifyingReplica replica = null!;
    private Receiver receiver = null!;

    protected SendingTests(StoreOptions? postgreSql)
    {
        store = postgreSql ?? new StoreOptions { DataFolder = Path.Combine(folder, "data") };
        desks = new Desks(store);
    }

    public async ValueTask InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        replica = Replica();
    }

    public async ValueTask DisposeAsync()
    {
        await replica.DisposeAsync();
        await receiver.DisposeAsync();
        desks.Dispose();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task AnInvestigation_IsToldInItsOrder_OnceEach()
    {
        await WebhookAsync();

        await desks.DeliverAllAsync(flow.All);
        await replica.RunAsync();
        await replica.RunAsync();
        await desks.DeliverAsync(flow.Alarm(AlarmState.Ok, 20), flow.Resolved(21));
        await replica.RunAsync();
        await replica.RunAsync();

        receiver.Requests.Select(request => request.Json.GetProperty("event").GetString())
            .ShouldBe(["opened", "cause_found", "resolved"]);
        var found = receiver.Requests.ElementAt(1).Json;
        found.GetProperty("cause").GetString().ShouldNotBeNullOrEmpty();
        found.GetProperty("confidence").GetDouble().ShouldBeInRange(0.01, 1);
        found.GetProperty("facts").GetArrayLength().ShouldBeInRange(1, 3);
        found.GetProperty("link").GetString().ShouldBe("https://causeflow.example.com/incidents/inc_1");
        (await replica.DeliveriesAsync()).ShouldAllBe(row => row.State == DeliveryState.Sent && row.Content == null && row.Attempts == 1);
        await using var db = replica.Context();
        (await db.NotificationEvents.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task WhatAPersonDoes_IsTold_WhenItIsNews()
    {
        await WebhookAsync();
        await desks.DeliverAllAsync(flow.All);
        foreach (var status in new[] { IncidentStatus.Resolved, IncidentStatus.Closed, IncidentStatus.Open, IncidentStatus.Triaging })
        {
            await desks.WithAsync(async desk =>
            {
                var incident = await desk.Incidents.FindAsync(Flow.Tenant, "inc_1", default);
                desk.Incidents.Change(incident!, status, null, "looked at", "key_1");
                return null;
            });
            await TwiceAsync();
        }

        receiver.Requests.Select(request => request.Json.GetProperty("event").GetString())
            .ShouldBe(["opened", "cause_found", "resolved", "opened"]);
    }

    [Fact]
    public async Task OnlyWhatWasChosen_IsTold()
    {
        await replica.AddChannelAsync(ChannelKind.Webhook, Secret("/severe"), IncidentSeverity.Critical, "severe");
        await replica.AddChannelAsync(
            ChannelKind.Webhook, Secret("/causes"), IncidentSeverity.Info, "causes", NotificationEvent.CauseFound);

        await desks.DeliverAllAsync([flow.Alarm() with { Alarm = flow.Alarm(name: "checkout-errors").Alarm }, .. flow.All.Skip(1)]);
        await TwiceAsync();

        receiver.Requests.ShouldHaveSingleItem().Path.ShouldBe("/causes");
    }

    [Fact]
    public async Task AFaultOfTheReceiver_IsTriedAgain_LaterAndLater_AsItAsks()
    {
        await WebhookAsync(NotificationEvent.Opened);
        receiver.AnswerWith(500);
        receiver.AnswerWith(429, retryAfter: "600");
        await desks.DeliverAsync(flow.Alarm());

        await replica.RunAsync();
        var first = (await replica.DeliveriesAsync()).ShouldHaveSingleItem();
        (first.State, first.LastStatus, first.LastError).ShouldBe((DeliveryState.Pending, 500, "receiver_failed"));
        (first.NextAttemptAt!.Value - desks.Time.GetUtcNow()).ShouldBeInRange(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(18));

        await replica.RunAsync();
        receiver.Requests.Count.ShouldBe(1, "it is not due yet");
        desks.Time.Advance(TimeSpan.FromSeconds(19));
        await replica.RunAsync();
        var second = (await replica.DeliveriesAsync())[0];
        (second.LastStatus, second.Attempts).ShouldBe((429, 2));
        (second.NextAttemptAt!.Value - desks.Time.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(600), TimeSpan.FromSeconds(1));

        desks.Time.Advance(TimeSpan.FromSeconds(601));
        await replica.RunAsync();
        (await replica.DeliveriesAsync())[0].State.ShouldBe(DeliveryState.Sent);
        receiver.Requests.Select(request => request.Headers["X-CauseFlow-Delivery"]).Distinct().ShouldHaveSingleItem()
            .ShouldBe(first.Id);
    }

    [Fact]
    public async Task ARefusal_IsFinal_AndWhatIsTriedForTooLongIsGivenUp()
    {
        await WebhookAsync(NotificationEvent.Opened);
        receiver.AnswerWith(410);
        await desks.DeliverAsync(flow.Alarm());
        await replica.RunAsync();
        var refused = (await replica.DeliveriesAsync())[0];
        (refused.State, refused.LastError, refused.NextAttemptAt, refused.Content).ShouldBe((DeliveryState.Failed, "refused", null, null));

        await desks.DeliverAsync(new Flow("2").Alarm());
        for (var i = 0; i < 30; i++)
        {
            receiver.AnswerWith(503);
            await replica.RunAsync();
            desks.Time.Advance(TimeSpan.FromMinutes(18));
        }

        var given = (await replica.DeliveriesAsync())[1];
        (given.State, given.LastStatus).ShouldBe((DeliveryState.Failed, 503));
        (given.EndedAt!.Value - given.CreatedAt).ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(6.5));
    }

    [Fact]
    public async Task AResolve_DoesNotOvertakeItsAlarm()
    {
        await WebhookAsync(NotificationEvent.Opened, NotificationEvent.Resolved);
        receiver.AnswerWith(503);
        await desks.DeliverAsync(flow.Alarm());
        await replica.RunAsync();
        await desks.DeliverAsync(flow.Alarm(AlarmState.Ok, 20), flow.Resolved(21));

        await TwiceAsync();
        receiver.Requests.Count.ShouldBe(1, "the first one is still to come");
        desks.Time.Advance(TimeSpan.FromMinutes(1));
        await TwiceAsync();

        receiver.Requests.Select(request => request.Json.GetProperty("event").GetString()).ShouldBe(["opened", "opened", "resolved"]);
    }

    [Fact]
    public async Task AChannelThatIsGone_DropsWhatWaits()
    {
        var channel = await WebhookAsync(NotificationEvent.Opened);
        receiver.AnswerWith(503);
        await desks.DeliverAsync(flow.Alarm());
        await replica.RunAsync();
        await using (var db = replica.Context())
        {
            await db.NotificationChannels.Where(row => row.Id == channel.Id).ExecuteDeleteAsync();
        }

        desks.Time.Advance(TimeSpan.FromMinutes(1));
        await replica.RunAsync();

        (await replica.DeliveriesAsync())[0].State.ShouldBe(DeliveryState.Dropped);
        receiver.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AProcessThatDies_BetweenSendingAndTheMark_SendsAgain_WithTheSameId()
    {
        await WebhookAsync(NotificationEvent.Opened);
        await desks.DeliverAsync(flow.Alarm());
        using var death = new CancellationTokenSource();
        receiver.Meanwhile = death.CancelAsync;
        await Should.ThrowAsync<OperationCanceledException>(() => replica.Sender.DrainAsync(death.Token));
        receiver.Meanwhile = null;

        await replica.RunAsync();
        receiver.Requests.Count.ShouldBe(1, "the claim of the dead one has not run out");
        desks.Time.Advance(TimeSpan.FromMinutes(3));
        await replica.RunAsync();

        receiver.Requests.Count.ShouldBe(2);
        receiver.Requests.Select(request => request.Headers["X-CauseFlow-Delivery"]).Distinct().ShouldHaveSingleItem();
        (await replica.DeliveriesAsync())[0].State.ShouldBe(DeliveryState.Sent);
    }

    [Fact]
    public async Task AReceiverThatNeverAnswers_SilencesNoOtherTenant()
    {
        await using var silent = await Receiver.StartAsync();
        var silence = new TaskCompletionSource();
        silent.Meanwhile = () => silence.Task;
        for (var i = 0; i < 10; i++)
        {
            await replica.AddChannelAsync(
                ChannelKind.Webhook, new() { Url = silent.Url + $"/{i}", SigningKey = SigningKey }, name: $"silent-{i}");
        }

        for (var i = 1; i <= 8; i++)
        {
            await desks.DeliverAsync(new Flow($"{i}").Alarm());
        }

        await replica.AddChannelAsync("ten_2", ChannelKind.Webhook, Secret(), IncidentSeverity.Info, "night");
        var told = new TaskCompletionSource();
        receiver.Meanwhile = () => Task.FromResult(told.TrySetResult());
        await replica.Sender.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            await silent.ReceivedAsync(NotificationQueue.MaxPerTenant);
            await desks.DeliverAsync(new Flow("9", "ten_2").Alarm());
            desks.Time.Advance(TimeSpan.FromSeconds(1));

            await told.Task.WaitAsync(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);

            silent.Requests.Count.ShouldBe(NotificationQueue.MaxPerTenant);
            silent.Requests.Select(request => request.Path).ShouldBeUnique();
            (await replica.DeliveriesAsync()).Count(row => row.TenantId == Flow.Tenant && row.ClaimedUntil != null)
                .ShouldBe(NotificationQueue.MaxPerTenant, "the other rows wait for their turn");
        }
        finally
        {
            silence.SetResult();
            await replica.Sender.StopAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task AFaultOfOurOwn_IsTriedAgain_ButNotForEver()
    {
        await WebhookAsync(NotificationEvent.Opened);
        receiver.AnswerWith(503);
        await desks.DeliverAsync(flow.Alarm());
        await replica.RunAsync();
        await using (var db = replica.Context())
        {
            await db.Database.ExecuteSqlRawAsync("alter table notification_channels rename to away");
        }

        desks.Time.Advance(TimeSpan.FromMinutes(1));
        await replica.RunAsync();
        var tried = (await replica.DeliveriesAsync())[0];
        (tried.State, tried.Attempts).ShouldBe((DeliveryState.Pending, 2));

        desks.Time.Advance(TimeSpan.FromHours(6));
        await replica.RunAsync();
        var given = (await replica.DeliveriesAsync())[0];
        (given.State, given.LastError, given.NextAttemptAt, given.Content).ShouldBe((DeliveryState.Failed, "internal_error", null, null));
    }

    [Fact]
    public async Task WhatEndedLongAgo_IsDeleted()
    {
        await WebhookAsync(NotificationEvent.Opened);
        await desks.DeliverAsync(flow.Alarm());
        await replica.RunAsync();

        (await replica.Retention.SweepAsync(default)).ShouldBe(0);
        desks.Time.Advance(TimeSpan.FromDays(31));
        (await replica.Retention.SweepAsync(default)).ShouldBe(1);
    }

    [Fact]
    public async Task ANewKey_TakesTheSecretsOver()
    {
        var channel = await WebhookAsync(NotificationEvent.Opened);
        var keys = replica.Get<Secrets.IKeyEncryptionKeyProvider>();
        keys.SwitchTo(keys.AddKey());

        (await replica.Get<ChannelSecrets>().RewrapAsync(keys.CurrentKeyId, null, 10, default)).Rewrapped.ShouldBe(1);
        (await replica.Get<ChannelSecrets>().CountByKeyAsync(default)).Keys.ShouldBe([keys.CurrentKeyId]);
        await desks.DeliverAsync(flow.Alarm());
        await replica.RunAsync();

        channel.SecretKeyId.ShouldNotBe(keys.CurrentKeyId);
        receiver.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ASecretThatIsSetWhileKeysRotate_IsNotOverwrittenByTheOneBefore()
    {
        var channel = await WebhookAsync(NotificationEvent.Opened);
        var keys = replica.Get<Secrets.IKeyEncryptionKeyProvider>();
        keys.SwitchTo(keys.AddKey());
        var meanwhile = new KeysInUse(keys, () => replica.SetSecretAsync(channel, "v1.set.mean.while"));
        var secrets = new ChannelSecrets(
            replica.Get<IDbContextFactory<InvestigationsDbContext>>(), new Secrets.SecretVault(meanwhile));

        await secrets.RewrapAsync(keys.CurrentKeyId, null, 10, default);

        await using var db = replica.Context();
        (await db.NotificationChannels.SingleAsync()).Secret.ShouldBe("v1.set.mean.while");
    }

    protected async Task SharedByTwoReplicasAsync()
    {
        await using var other = Replica();
        await WebhookAsync(NotificationEvent.Opened);
        const int incidents = 40;
        for (var i = 1; i <= incidents; i++)
        {
            await desks.DeliverAsync(new Flow($"{i}").Alarm());
        }

        await Task.WhenAll(RoundsAsync(replica), RoundsAsync(other));

        receiver.Requests.Count.ShouldBe(incidents);
        receiver.Requests.Select(request => request.Json.GetProperty("incidentId").GetString()).Distinct().Count().ShouldBe(incidents);
        (await replica.DeliveriesAsync()).ShouldAllBe(row => row.State == DeliveryState.Sent && row.Attempts == 1);

        async Task RoundsAsync(NotifyingReplica one)
        {
            for (var i = 0; i < 12; i++)
            {
                await one.RunAsync();
            }
        }
    }

    private NotifyingReplica Replica() => new(store, Path.Combine(folder, "keys"), desks.Time);

    private ChannelSecret Secret(string path = "/hook") => new() { Url = receiver.Url + path, SigningKey = SigningKey };

    private Task<NotificationChannelRow> WebhookAsync(params NotificationEvent[] events) =>
        replica.AddChannelAsync(ChannelKind.Webhook, Secret(), events: events);

    private async Task TwiceAsync()
    {
        await replica.RunAsync();
        await replica.RunAsync();
    }
}

public sealed class SendingOnSqliteTests() : SendingTests(null);

public sealed class SendingOnPostgreSqlTests(PostgreSqlServer server) : SendingTests(server.CreateDatabase())
{
    [Fact]
    public Task TwoReplicas_TellEachEventOnce() => SharedByTwoReplicasAsync();
}
