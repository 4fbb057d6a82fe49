using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.Tests.AzureMonitor;
using CauseFlow.Ingestion.Tests.GcpMonitoring;
using CauseFlow.Ingestion.Tests.Sns;
using CauseFlow.Ingestion.Webhooks;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Ingestion.Tests.Deliveries;

/// <summary>
/// Alerts of Azure and GCP are firings with ids of their own: any order and repetition of their beginnings and ends
/// gives one incident of their resource.
/// </summary>
public sealed class PostedAlarmTests
{
    private static readonly DateTimeOffset Start = SnsFixture.Now;

    /// <summary>Alerts of one resource that begin within one cool-down, most of them with an end.</summary>
    private static readonly Gen<(Post[] Set, Post[] Arrivals)> Posts =
        from alerts in Gen.Select(Gen.Int[0, 600], Gen.Int[2, 200], Gen.Bool, Gen.Bool, Gen.Bool)
            .Select((second, length, ends, dated, byLog) => (second, length, ends, dated, byLog)).Array[1, 5]
        let set = alerts.SelectMany((alert, i) => Of(i, alert.second, alert.length, alert.ends, alert.dated, alert.byLog)).ToArray()
        from order in Gen.Shuffle(set)
        from repeated in Gen.OneOfConst(set).Array[0, 6]
        select (set, order.Concat(repeated).ToArray());

    [Theory]
    [InlineData(WebhookRoute.AzureMonitor)]
    [InlineData(WebhookRoute.GcpMonitoring)]
    public async Task Any_order_and_repetition_of_alerts_and_their_ends_gives_one_incident(string provider) =>
        await Posts.SampleAsync(
            async sample =>
            {
                await using var store = new IngestionStore(maxStartsPerMinute: 100);
                await ConnectAsync(store, provider);
                store.Time.Advance(TimeSpan.FromMinutes(15));
                foreach (var post in sample.Arrivals)
                {
                    // An end that carries no time is not another one because it comes later.
                    store.Time.Advance(TimeSpan.FromSeconds(1));
                    (await PostAsync(store, provider, post)).ShouldBe(IntakeOutcome.Stored);
                    await store.DecideAsync();
                }

                var group = await store.ReadAsync(db => db.Groups.SingleAsync());
                var firings = await store.ReadAsync(db => db.Firings.ToListAsync());
                var beginnings = sample.Set.Where(post => post.Begins).ToList();
                var everythingEnded = beginnings.TrueForAll(
                    begun => sample.Set.Any(post => !post.Begins && post.Alert == begun.Alert));
                return (await store.MessagesAsync<InvestigationRequested>()).Count == 1
                    && firings.Count == sample.Set.Length
                    && firings.TrueForAll(firing => firing.IncidentId == group.IncidentId)
                    && group.OpenedAt == beginnings.Min(post => post.At)
                    && (group.QuietSince is not null) == everythingEnded
                    && await store.ReadAsync(db => db.Deliveries.CountAsync(row => row.Verdict == DeliveryVerdict.Duplicate))
                        == sample.Arrivals.Length - sample.Set.Length;
            },
            iter: 25, threads: 1);

    [Theory]
    [InlineData(WebhookRoute.AzureMonitor)]
    [InlineData(WebhookRoute.GcpMonitoring)]
    public async Task An_alert_whose_account_is_disconnected_before_its_decision_is_held(string provider)
    {
        await using var store = new IngestionStore();
        await ConnectAsync(store, provider);
        await PostAsync(store, provider, new Post(0, true, Start, true, false));
        await ConnectAsync(store, provider, version: 2, IntegrationStatus.Disconnected);
        await store.DecideAsync();
        (await store.ReadAsync(db => db.Deliveries.SingleAsync())).Verdict.ShouldBe(DeliveryVerdict.Held);

        await ConnectAsync(store, provider, version: 3);
        await store.ReleaseAsync();
        await store.DecideAsync();
        (await store.MessagesAsync<InvestigationRequested>()).ShouldHaveSingleItem().Alarm.ShouldNotBeNull();
    }

    [Fact]
    public async Task No_more_alerts_of_unknown_accounts_are_held_than_may_be()
    {
        await using var store = new IngestionStore();
        var outcomes = new List<IntakeOutcome>();
        for (var i = 0; i < 4; i++)
        {
            outcomes.Add(await PostAsync(store, WebhookRoute.AzureMonitor, new Post(i, true, Start, true, false)));
        }

        outcomes.ShouldBe([IntakeOutcome.Stored, IntakeOutcome.Stored, IntakeOutcome.Stored, IntakeOutcome.HeldFull]);
        (await PostAsync(store, WebhookRoute.GcpMonitoring, new Post(0, true, Start, true, false))).ShouldBe(IntakeOutcome.Stored);
    }

    private static IEnumerable<Post> Of(int alert, int second, int length, bool ends, bool dated, bool byLog)
    {
        yield return new Post(alert, Begins: true, Start.AddSeconds(second), IsDated: true, byLog);
        if (ends)
        {
            yield return new Post(alert, Begins: false, Start.AddSeconds(second + length), dated, byLog);
        }
    }

    /// <summary>Through the door and the writer, as the webhook does after it has checked the password.</summary>
    private static async Task<IntakeOutcome> PostAsync(IngestionStore store, string provider, Post post)
    {
        await using var scope = store.Scope();
        var intake = scope.ServiceProvider.GetRequiredService<AlertIntake>();
        var parser = scope.ServiceProvider.GetRequiredKeyedService<IAlertParser>(provider);
        var log = store.Get<IntakeLog>();
        var accepted = intake.AcceptAsync(
            IngestionStore.Tenant, provider, 1, parser, BodyOf(provider, post).Bytes(), default);
        await log.Waiting.WaitToReadAsync();
        log.Waiting.TryRead(out var item).ShouldBeTrue();
        await store.Get<IntakeWriter>().WriteAsync([item!], default);
        return await accepted;
    }

    private static JsonObject BodyOf(string provider, Post post)
    {
        var (begunAt, alert) = (post.Begins ? post.At : Start, $"alert{post.Alert}");
        DateTimeOffset? endedAt = post is { Begins: false, IsDated: true } ? post.At : null;
        if (provider == WebhookRoute.GcpMonitoring)
        {
            return GcpIncidents.Run(alert, post.Begins, begunAt, endedAt);
        }

        return post.IsByLog && endedAt is null ? AzureAlerts.Log(alert, post.Begins, begunAt, AzureAlerts.Vm)
            : AzureAlerts.Metric(alert, post.Begins, begunAt, endedAt);
    }

    private static async Task ConnectAsync(
        IngestionStore store, string provider, long version = 1, IntegrationStatus status = IntegrationStatus.Connected)
    {
        var isAzure = provider == WebhookRoute.AzureMonitor;
        await using var scope = store.Scope();
        await scope.ServiceProvider.GetRequiredService<IntegrationProjection>().ApplyAsync(
            new IntegrationChanged
            {
                TenantId = IngestionStore.Tenant,
                IntegrationId = "int_2",
                Provider = isAzure ? CloudProvider.Azure : CloudProvider.Gcp,
                Status = status,
                Accounts = [isAzure ? AzureAlerts.Subscription : GcpIncidents.Project],
                Regions = ["global"],
                Topics = [],
                Version = version,
                ChangedAt = store.Time.GetUtcNow(),
            },
            default);
        await scope.ServiceProvider.GetRequiredService<IngestionDbContext>().SaveChangesAsync();
    }

    /// <param name="Alert">Which alert.</param>
    /// <param name="Begins">Fired or open; else resolved or closed.</param>
    /// <param name="At">When.</param>
    /// <param name="IsDated">Whether the post says when.</param>
    /// <param name="IsByLog">On Azure, of a rule on logs.</param>
    private sealed record Post(int Alert, bool Begins, DateTimeOffset At, bool IsDated, bool IsByLog);
}
