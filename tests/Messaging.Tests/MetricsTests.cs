using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CauseFlow.Contracts;
using CauseFlow.Storage;
using CauseFlow.Storage.Schema;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Messaging.Tests;

public sealed class MetricsTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-metrics-").FullName;
    private readonly ConcurrentDictionary<string, double> _values = new();
    private readonly MeterListener _listener = new();
    private readonly ServiceProvider _services;

    public MetricsTests()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:DataFolder"] = _folder }).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_time);
        services.AddStore<FirstDbContext>(configuration, "first");
        services.AddBusParticipant<FirstDbContext>("first", _ => { });
        _services = services.BuildServiceProvider();
        var factory = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Outbox_shows_what_is_due_and_for_how_long()
    {
        await ModelTables.CreateAsync<FirstDbContext>(_services.GetRequiredService<IOptions<StoreOptions>>().Value, "first");
        var watch = ActivatorUtilities.CreateInstance<OutboxWatch<FirstDbContext>>(_services, "first");
        await watch.LookAsync(CancellationToken.None);
        Read("causeflow.outbox.waiting first").ShouldBe(0);
        Read("causeflow.outbox.lag first").ShouldBe(0);

        await PromiseAsync(due: null);
        _time.Advance(TimeSpan.FromSeconds(40));
        await PromiseAsync(due: null);
        await PromiseAsync(due: _time.GetUtcNow().AddHours(1));
        await watch.LookAsync(CancellationToken.None);

        Read("causeflow.outbox.waiting first").ShouldBe(2, "the third is not due");
        Read("causeflow.outbox.lag first").ShouldBe(40);
    }

    [Fact]
    public void Counters_of_messages_move()
    {
        var metrics = _services.GetRequiredService<MessagingMetrics>();

        metrics.GivenUp("first-group-resolved", GivenUpKind.Unreadable);
        metrics.Duplicate("first-group-resolved");
        metrics.UnreadableRow();

        Read("causeflow.messaging.given_up first-group-resolved unreadable").ShouldBe(1);
        Read("causeflow.messaging.duplicates first-group-resolved").ShouldBe(1);
        Read("causeflow.outbox.unreadable").ShouldBe(1);
    }

    [Fact]
    public async Task A_store_that_a_newer_release_migrates_is_seen_by_the_program_that_runs_on_it()
    {
        var schema = new ChangingSchema();
        var metrics = _services.GetRequiredService<StoreMetrics>();
        await new SchemaStart(schema, Options.Create(new StoreOptions { Migrate = StoreMigration.Verb }), metrics,
            NullLogger<SchemaStart>.Instance).StartingAsync(CancellationToken.None);
        Read("causeflow.store.migrations_unknown first").ShouldBe(0);
        await using var alone = new ServiceCollection().AddLogging()
            .AddStore<FirstDbContext>(new ConfigurationBuilder().Build(), "first").BuildServiceProvider();
        alone.GetServices<IHostedService>().OfType<SchemaWatch>().Count().ShouldBe(1, "a service with a store looks by itself");
        using var watch = new SchemaWatch(schema, metrics, _time, NullLogger<SchemaWatch>.Instance);

        schema.Unknown = ["2_b"];
        await watch.LookAsync(CancellationToken.None);

        Read("causeflow.store.migrations_unknown first").ShouldBe(1);
    }

    [Fact]
    public void A_queue_that_nobody_registered_is_no_label_of_its_own()
    {
        var participant = new BusParticipant("first", null);
        participant.AddConsumer<GroupResolvedConsumer>().AddTemporaryConsumer<LeaseClosedConsumer>();
        var endpoints = new EndpointMap([participant]);

        endpoints.LabelOf("ten_01ARZ3NDEKTSV4RRFFQ69G5FAV").ShouldBe("other");
        participant.Endpoints.Select(endpoint => endpoints.LabelOf(endpoint.Name))
            .ShouldBe([participant.Endpoints[0].Name, "temporary"]);
    }

    private async Task PromiseAsync(DateTimeOffset? due)
    {
        await using var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Outbox<FirstDbContext>>().Add(
            new AlarmGroupResolved { TenantId = "ten_1", IncidentId = "inc_1", AsOf = DateTimeOffset.UnixEpoch }, due);
        await scope.ServiceProvider.GetRequiredService<FirstDbContext>().SaveChangesAsync();
    }

    private double Read(string series)
    {
        _listener.RecordObservableInstruments();
        return _values.GetValueOrDefault(series, double.NaN);
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = string.Join(
            ' ', tags.ToArray().OrderBy(tag => tag.Key).Select(tag => $"{tag.Value}").Prepend(instrument.Name));
        _values[series] = value;
    }

    private sealed class ChangingSchema : IStoreSchema
    {
        public string Name => "first";

        public string Command => "migrate";

        public IReadOnlyList<string> Unknown { get; set; } = [];

        public Task<SchemaState> ReadAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new SchemaState(["1_a"], [], Unknown));

        public Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Not asked for.");
    }
}
