using System.Diagnostics;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Messaging.Tests;

/// <summary>The same promises on both transports and both databases.</summary>
public sealed class DeliveryTests(RabbitMqServer rabbit, PostgreSqlServer postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-messaging-").FullName;

    public static TheoryData<BusTransport, StoreProvider> Combinations => new()
    {
        { BusTransport.InMemory, StoreProvider.Sqlite },
        { BusTransport.RabbitMq, StoreProvider.Sqlite },
        { BusTransport.RabbitMq, StoreProvider.PostgreSql },
    };

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task A_commit_takes_effect_once_in_every_service_and_leaves_no_outbox_row(
        BusTransport transport, StoreProvider provider)
    {
        await using var host = await BusHost.StartAsync(await ConfigureAsync(transport, provider));
        var incident = NewId();
        await host.PromiseAsync(incident);

        await UntilEverywhereAsync(host, incident);
        await BusHost.UntilAsync(async () => await host.OutboxRowsAsync() == 0, "empty outbox");
        (await host.EffectsAsync<FirstDbContext>()).Count(text => text.EndsWith(incident, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task A_consumer_that_fails_twice_takes_effect_once(BusTransport transport, StoreProvider provider)
    {
        var incident = NewId();
        var failures = 2;
        var behaviour = new Behaviour
        {
            On = what => what == "first " + incident && Interlocked.Decrement(ref failures) >= 0
                ? throw new InvalidOperationException("not yet")
                : Task.CompletedTask,
        };
        await using var host = await BusHost.StartAsync(await ConfigureAsync(transport, provider), behaviour);
        await host.PromiseAsync(incident);

        await UntilEverywhereAsync(host, incident);
        behaviour.Seen.Count(what => what == "first " + incident).ShouldBe(3);
        (await host.EffectsAsync<FirstDbContext>()).Count(text => text == "first " + incident).ShouldBe(1);
        behaviour.Seen.Count(what => what == "closed " + incident).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task The_same_message_twice_takes_effect_once(BusTransport transport, StoreProvider provider)
    {
        await using var host = await BusHost.StartAsync(await ConfigureAsync(transport, provider));
        var incident = NewId();
        var id = Guid.NewGuid();
        await host.AddRowAsync(id, incident);
        await UntilEverywhereAsync(host, incident);
        await BusHost.UntilAsync(async () => await host.OutboxRowsAsync() == 0, "empty outbox");

        await host.AddRowAsync(id, incident);
        await BusHost.UntilAsync(async () => await host.OutboxRowsAsync() == 0, "empty outbox again");
        var marker = NewId();
        await host.PromiseAsync(marker);
        await UntilEverywhereAsync(host, marker);
        (await host.EffectsAsync<FirstDbContext>()).Count(text => text == "first " + incident).ShouldBe(1);
        (await host.EffectsAsync<SecondDbContext>()).Count(text => text == "second " + incident).ShouldBe(1);
        if (transport == BusTransport.RabbitMq)
        {
            (await HasQueueAsync("first-group-resolved_skipped")).ShouldBeFalse("a repeated message is done, not skipped");
        }
    }

    private async Task<bool> HasQueueAsync(string name)
    {
        await using var connection = await new ConnectionFactory { Uri = rabbit.Address }
            .CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(null, TestContext.Current.CancellationToken);
        try
        {
            await channel.QueueDeclarePassiveAsync(name, TestContext.Current.CancellationToken);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return false;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task What_can_never_succeed_raises_its_fault_without_a_retry(BusTransport transport, StoreProvider provider)
    {
        var incident = NewId();
        var behaviour = new Behaviour
        {
            On = what => what == "first " + incident ? throw new PermanentMessageException("never") : Task.CompletedTask,
        };
        await using var host = await BusHost.StartAsync(await ConfigureAsync(transport, provider), behaviour);
        using var givenUp = new GivenUpCounter(host.Meters);
        await host.PromiseAsync(incident);

        await BusHost.UntilAsync(
            async () => (await host.EffectsAsync<SecondDbContext>()).Contains("fault " + incident), "fault");
        behaviour.Seen.Count(what => what == "first " + incident).ShouldBe(1);
        (await host.EffectsAsync<FirstDbContext>()).ShouldNotContain("first " + incident);
        await BusHost.UntilAsync(() => Task.FromResult(givenUp.Counted.Contains("first-group-resolved failed")), "the count");
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task A_message_is_not_sent_before_it_is_due(BusTransport transport, StoreProvider provider)
    {
        await using var host = await BusHost.StartAsync(await ConfigureAsync(transport, provider));
        var incident = NewId();
        var due = TimeProvider.System.GetUtcNow().TruncateToMicroseconds() + TimeSpan.FromSeconds(2);
        await host.PromiseAsync(incident, due);

        await UntilEverywhereAsync(host, incident);
        (await host.EffectTimesAsync("first " + incident)).ShouldAllBe(at => at >= due);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task The_trace_goes_on_across_outbox_and_bus(BusTransport transport, StoreProvider provider)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await BusHost.StartAsync(await ConfigureAsync(transport, provider));
        var incident = NewId();
        using var request = new Activity("request").Start();
        await host.PromiseAsync(incident);
        request.Stop();

        await UntilEverywhereAsync(host, incident);
        host.Behaviour.TraceIds["second " + incident].ShouldBe(request.TraceId.ToString());
        host.Behaviour.TraceIds["closed " + incident].ShouldBe(request.TraceId.ToString());
    }

    [Fact]
    public async Task On_the_in_memory_bus_what_a_dead_process_had_not_handled_is_sent_again()
    {
        var configuration = await ConfigureAsync(BusTransport.InMemory, StoreProvider.Sqlite);
        var incident = NewId();
        var entered = new TaskCompletionSource();
        var stuck = new Behaviour
        {
            On = what =>
            {
                if (what != "second " + incident)
                {
                    return Task.CompletedTask;
                }

                entered.TrySetResult();
                return Task.Delay(Timeout.Infinite, new CancellationToken(false));
            },
        };

        // The first process is never stopped in an orderly way: its host is left behind, as kill -9 would leave its files.
        var first = await BusHost.StartAsync(configuration, stuck);
        await first.PromiseAsync(incident);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await using var second = await BusHost.StartAsync(configuration);
        await BusHost.UntilAsync(
            async () => (await second.EffectsAsync<SecondDbContext>()).Contains("second " + incident), "effect after restart");
        (await second.EffectsAsync<FirstDbContext>()).Count(text => text == "first " + incident).ShouldBe(1);
    }

    [Fact]
    public async Task On_the_in_memory_bus_a_message_that_is_being_retried_stays_in_the_outbox()
    {
        var incident = NewId();
        var attempts = 0;
        var again = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var behaviour = new Behaviour
        {
            On = async what =>
            {
                if (what != "second " + incident)
                {
                    return;
                }

                if (Interlocked.Increment(ref attempts) == 1)
                {
                    throw new InvalidOperationException("not yet");
                }

                again.TrySetResult();
                await goOn.Task;
            },
        };
        await using var host = await BusHost.StartAsync(await ConfigureAsync(BusTransport.InMemory, StoreProvider.Sqlite), behaviour);
        await host.PromiseAsync(incident);
        await again.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await BusHost.UntilAsync(() => Task.FromResult(behaviour.Seen.Contains("closed " + incident)), "the other endpoints are done");

        (await host.OutboxRowsAsync()).ShouldBeGreaterThan(0);
        goOn.SetResult();
        await BusHost.UntilAsync(async () => await host.OutboxRowsAsync() == 0, "empty outbox");
    }

    [Fact]
    public async Task On_the_in_memory_bus_what_was_given_up_is_sent_again_at_the_next_start()
    {
        var configuration = await ConfigureAsync(BusTransport.InMemory, StoreProvider.Sqlite);
        configuration["Bus:MaxRetries"] = "1";
        var incident = NewId();
        var behaviour = new Behaviour
        {
            On = what => what == "second " + incident ? throw new InvalidOperationException("not today") : Task.CompletedTask,
        };
        await using (var first = await BusHost.StartAsync(configuration, behaviour))
        {
            await first.PromiseAsync(incident);
            await BusHost.UntilAsync(
                () => Task.FromResult(behaviour.Seen.Count(what => what == "second " + incident) == 2
                    && behaviour.Seen.Contains("closed " + incident)),
                "both attempts");
            await BusHost.UntilAsync(async () => await first.OutboxRowsAsync() == 1, "one row kept");
        }

        await using var second = await BusHost.StartAsync(configuration);
        await BusHost.UntilAsync(
            async () => (await second.EffectsAsync<SecondDbContext>()).Contains("second " + incident), "effect after restart");
        await BusHost.UntilAsync(async () => await second.OutboxRowsAsync() == 0, "empty outbox");
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task A_row_that_cannot_be_read_is_kept_and_holds_up_nothing(BusTransport transport, StoreProvider provider)
    {
        await using var host = await BusHost.StartAsync(await ConfigureAsync(transport, provider));
        await host.AddUnreadableRowAsync("CauseFlow.Contracts.OfALaterRelease", "{}");
        await host.AddUnreadableRowAsync("CauseFlow.Contracts.AlarmGroupResolved", "{\"tenantId\":");
        var incident = NewId();
        await host.PromiseAsync(incident);

        await UntilEverywhereAsync(host, incident);
        await BusHost.UntilAsync(async () => await host.OutboxRowsAsync() == 2, "only the unreadable rows");
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task A_message_that_cannot_be_read_is_counted_and_stops_nothing(BusTransport transport, StoreProvider provider)
    {
        await using var host = await BusHost.StartAsync(await ConfigureAsync(transport, provider));
        using var givenUp = new GivenUpCounter(host.Meters);
        await host.SendAsync("first-group-resolved", new WithoutRequiredMembers());

        await BusHost.UntilAsync(() => Task.FromResult(givenUp.Counted.Contains("first-group-resolved unreadable")), "the count");
        var incident = NewId();
        await host.PromiseAsync(incident);
        await UntilEverywhereAsync(host, incident);
        givenUp.Counted.Count(what => what == "first-group-resolved unreadable").ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Messages_that_write_the_same_row_are_handled_one_after_another(BusTransport transport, StoreProvider provider)
    {
        var (inside, most) = (0, 0);
        var behaviour = new Behaviour
        {
            On = async what =>
            {
                if (what.StartsWith("first ", StringComparison.Ordinal))
                {
                    most = Math.Max(most, Interlocked.Increment(ref inside));
                    await Task.Delay(5);
                    Interlocked.Decrement(ref inside);
                }
            },
        };
        await using var host = await BusHost.StartAsync(await ConfigureAsync(transport, provider), behaviour, turns: new OneRow());
        var incidents = Enumerable.Range(0, 20).Select(_ => NewId()).ToList();
        await Task.WhenAll(incidents.Select(incident => host.PromiseAsync(incident)));

        foreach (var incident in incidents)
        {
            await UntilEverywhereAsync(host, incident);
        }

        most.ShouldBe(1);
    }

    [Fact]
    public async Task On_the_in_memory_bus_recovery_runs_after_the_outbox_has_been_sent_again()
    {
        var configuration = await ConfigureAsync(BusTransport.InMemory, StoreProvider.Sqlite);
        await using var host = await BusHost.StartAsync(configuration, recovery: typeof(PromisingRecovery));
        await UntilEverywhereAsync(host, PromisingRecovery.IncidentId);
    }

    /// <summary>A consumer that calls a port of its own process would find none, and its message would be given up.</summary>
    [Fact]
    public async Task On_the_in_memory_bus_nothing_is_sent_again_before_the_whole_host_has_started()
    {
        var behaviour = new Behaviour();
        var last = new LastToStart(behaviour);
        await using var host = await BusHost.StartAsync(
            await ConfigureAsync(BusTransport.InMemory, StoreProvider.Sqlite), behaviour, typeof(PromisingRecovery), last);

        await UntilEverywhereAsync(host, PromisingRecovery.IncidentId);
        last.SawMessages.ShouldBeFalse();
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // A connection that another test's clearing of the pools closes just now still writes its log file.
        }
    }

    private static Task UntilEverywhereAsync(BusHost host, string incident) => BusHost.UntilAsync(
        async () => (await host.EffectsAsync<FirstDbContext>()).Contains("first " + incident)
            && (await host.EffectsAsync<SecondDbContext>()).Contains("second " + incident)
            && host.Behaviour.Seen.Contains("closed " + incident),
        "effects of " + incident);

    private static string NewId() => Guid.NewGuid().ToString("n");

    private async Task<Dictionary<string, string?>> ConfigureAsync(BusTransport transport, StoreProvider provider)
    {
        var configuration = transport == BusTransport.RabbitMq
            ? new Dictionary<string, string?>(rabbit.Configuration)
            : [];
        configuration["Bus:PollIntervalMilliseconds"] = "100";
        configuration["Storage:Provider"] = provider.ToString();
        if (provider == StoreProvider.PostgreSql)
        {
            configuration["Storage:ConnectionString"] = (await postgres.CreateDatabaseAsync()).ConnectionString;
        }
        else
        {
            configuration["Storage:DataFolder"] = _folder;
        }

        return configuration;
    }

    private sealed class OneRow : IMessageTurns<FirstDbContext>
    {
        public Task<string?> KeyOfAsync(object message, CancellationToken cancellationToken) => Task.FromResult<string?>("one");
    }

    /// <summary>As Kestrel is: gives messages that come too early the time to show themselves.</summary>
    private sealed class LastToStart(Behaviour behaviour) : IHostedService
    {
        public bool SawMessages { get; private set; }

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            behaviour.On = _ => Task.FromResult(seen.TrySetResult());
            SawMessages = await Task.WhenAny(seen.Task, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken)) == seen.Task;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class PromisingRecovery(FirstDbContext db, Outbox<FirstDbContext> outbox) : IRestartRecovery
    {
        public const string IncidentId = "recovered";

        public Task RecoverAsync(CancellationToken cancellationToken)
        {
            outbox.Add(new Contracts.AlarmGroupResolved
            {
                TenantId = "ten_1",
                IncidentId = IncidentId,
                AsOf = DateTimeOffset.UnixEpoch,
            });
            return db.SaveChangesAsync(cancellationToken);
        }
    }
}
