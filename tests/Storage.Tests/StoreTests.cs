using CauseFlow.Contracts;
using CauseFlow.Storage.Idempotency;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Storage.Tests;

/// <summary>The same promises on both databases.</summary>
public sealed class StoreTests(PostgreSqlServer postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-storage-").FullName;

    public static TheoryData<StoreProvider> Providers => [StoreProvider.Sqlite, StoreProvider.PostgreSql];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Instants_are_ordered_and_compared_as_instants(StoreProvider provider)
    {
        using var host = await StartAsync(await OptionsAsync(provider));
        var noon = new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero).AddTicks(10);
        var sameNoonElsewhere = noon.ToOffset(TimeSpan.FromHours(5));
        await AddAsync(host, "later", noon.AddMinutes(1));
        await AddAsync(host, "noon", sameNoonElsewhere);
        await AddAsync(host, "before 1970", DateTimeOffset.UnixEpoch.AddDays(-1));

        await using var context = Context(host);
        var keys = await context.Samples.Where(row => row.At <= noon).OrderBy(row => row.At).Select(row => row.Key)
            .ToListAsync();
        keys.ShouldBe(["before 1970", "noon"]);
        (await context.Samples.SingleAsync(row => row.Key == "noon")).At.ShouldBe(noon);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_second_row_with_the_same_key_is_a_unique_violation(StoreProvider provider)
    {
        using var host = await StartAsync(await OptionsAsync(provider));
        await AddAsync(host, "one", DateTimeOffset.UnixEpoch);

        var error = await Should.ThrowAsync<DbUpdateException>(() => AddAsync(host, "one", DateTimeOffset.UnixEpoch));
        StoreErrors.IsUniqueViolation(error).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Who_writes_behind_one_key_takes_turns_and_another_key_is_free(StoreProvider provider)
    {
        using var host = await StartAsync(await OptionsAsync(provider));
        await using var first = Context(host);
        await using var second = Context(host);
        await using var other = Context(host);
        var held = await StoreTurn.TakeAsync(first, "inc_1", TestContext.Current.CancellationToken);
        var waiting = StoreTurn.TakeAsync(second, "inc_1", TestContext.Current.CancellationToken);

        await (await StoreTurn.TakeAsync(other, "inc_2", TestContext.Current.CancellationToken)).DisposeAsync();
        waiting.IsCompleted.ShouldBeFalse();
        first.Samples.Add(new Sample { Key = "written in turn", At = DateTimeOffset.UnixEpoch });
        await first.SaveChangesAsync(TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse("the turn is held over the commit");
        await held.DisposeAsync();
        await (await waiting).DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Who_gives_up_waiting_for_a_turn_keeps_nobody_back(StoreProvider provider)
    {
        using var host = await StartAsync(await OptionsAsync(provider));
        await using var first = Context(host);
        await using var second = Context(host);
        var held = await StoreTurn.TakeAsync(first, "inc_1", TestContext.Current.CancellationToken);
        using var gone = new CancellationTokenSource();
        var waiting = StoreTurn.TakeAsync(second, "inc_1", gone.Token);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        await held.DisposeAsync();

        await (await StoreTurn.TakeAsync(second, "inc_1", TestContext.Current.CancellationToken)).DisposeAsync();
    }

    /// <summary>A pool has few connections, and the next request of anybody needs one.</summary>
    [Fact]
    public async Task Who_waits_for_a_turn_in_the_same_process_holds_no_connection()
    {
        using var host = await StartAsync(await OptionsAsync(StoreProvider.PostgreSql));
        await using var first = Context(host);
        await using var second = Context(host);
        var held = await StoreTurn.TakeAsync(first, "inc_1", TestContext.Current.CancellationToken);
        var waiting = StoreTurn.TakeAsync(second, "inc_1", TestContext.Current.CancellationToken);

        first.Database.GetDbConnection().State.ShouldBe(System.Data.ConnectionState.Open);
        second.Database.GetDbConnection().State.ShouldBe(System.Data.ConnectionState.Closed);
        await held.DisposeAsync();
        await (await waiting).DisposeAsync();
        first.Database.GetDbConnection().State.ShouldBe(System.Data.ConnectionState.Closed);
    }

    [Fact]
    public async Task A_turn_that_takes_too_long_is_not_taken_and_its_key_is_forgotten()
    {
        using (var held = await LocalTurn.TakeAsync("key", TimeSpan.Zero, TestContext.Current.CancellationToken))
        {
            held.ShouldNotBeNull();
            (await LocalTurn.TakeAsync("key", TimeSpan.Zero, TestContext.Current.CancellationToken)).ShouldBeNull();
        }

        using var again = await LocalTurn.TakeAsync("key", TimeSpan.Zero, TestContext.Current.CancellationToken);
        again.ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_stale_row_version_is_a_concurrency_error_and_no_unique_violation(StoreProvider provider)
    {
        using var host = await StartAsync(await OptionsAsync(provider));
        await AddAsync(host, "one", DateTimeOffset.UnixEpoch);
        await using var first = Context(host);
        await using var second = Context(host);
        var mine = await first.Samples.SingleAsync();
        var theirs = await second.Samples.SingleAsync();
        theirs.Version++;
        await second.SaveChangesAsync();
        mine.Version++;

        var error = await Should.ThrowAsync<DbUpdateConcurrencyException>(() => first.SaveChangesAsync());
        StoreErrors.IsUniqueViolation(error).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Lists_and_enums_come_back_as_they_were(StoreProvider provider)
    {
        using var host = await StartAsync(await OptionsAsync(provider));
        await AddAsync(host, "one", DateTimeOffset.UnixEpoch);

        await using var context = Context(host);
        var row = await context.Samples.SingleAsync(sample => sample.Status == IncidentStatus.Investigating);
        row.Words.ShouldBe(["a \"quoted\" word", "zwei"]);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Hosts_that_start_together_make_the_schema_once(StoreProvider provider)
    {
        var options = await OptionsAsync(provider);
        using var before = await StartAsync(options);
        await AddAsync(before, "kept", DateTimeOffset.UnixEpoch);
        var hosts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync(options)));
        await using (var context = Context(hosts[2]))
        {
            (await context.Samples.SingleAsync()).Key.ShouldBe("kept");
        }

        foreach (var host in hosts)
        {
            host.Dispose();
        }
    }

    [Fact]
    public async Task Sqlite_is_durable_before_it_answers()
    {
        using var host = await StartAsync(await OptionsAsync(StoreProvider.Sqlite));
        await using var context = Context(host);
        (await context.Database.SqlQueryRaw<long>("select synchronous as Value from pragma_synchronous").SingleAsync()).ShouldBe(2);
        (await context.Database.SqlQueryRaw<string>("select journal_mode as Value from pragma_journal_mode").SingleAsync()).ShouldBe("wal");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Posts_with_one_key_create_once_also_at_the_same_time_and_are_forgotten_after_a_day(StoreProvider provider)
    {
        using var host = await StartAsync(await OptionsAsync(provider));
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var (key, body) = (new IdempotencyKey("hash of the key"), new Body { Name = "a" });
        await using var one = Context(host);
        await using var two = Context(host);
        (await one.FindPostAsync("ten_a", "POST /x", key, time, default)).ShouldBeNull();
        one.RememberPost("ten_a", "POST /x", key, body, "id_1", time);
        two.RememberPost("ten_a", "POST /x", key, body, "id_2", time);
        await one.SaveChangesAsync();

        StoreErrors.IsUniqueViolation(await Should.ThrowAsync<DbUpdateException>(() => two.SaveChangesAsync())).ShouldBeTrue();
        two.ChangeTracker.Clear();
        var known = (await two.FindPostAsync("ten_a", "POST /x", key, time, default)).ShouldNotBeNull();
        known.CreatedId.ShouldBe("id_1");
        known.IsRepeatedBy(body).ShouldBeTrue();
        known.IsRepeatedBy(new Body { Name = "b" }).ShouldBeFalse();
        (await two.FindPostAsync("ten_b", "POST /x", key, time, default)).ShouldBeNull("another tenant's key is another");

        time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        (await two.FindPostAsync("ten_a", "POST /x", key, time, default)).ShouldBeNull();
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task AddAsync(IHost host, string key, DateTimeOffset at)
    {
        await using var context = Context(host);
        context.Samples.Add(new Sample
        {
            Key = key, At = at, Status = IncidentStatus.Investigating, Words = ["a \"quoted\" word", "zwei"],
        });
        await context.SaveChangesAsync();
    }

    private static SampleDbContext Context(IHost host) =>
        host.Services.GetRequiredService<IDbContextFactory<SampleDbContext>>().CreateDbContext();

    private static async Task<IHost> StartAsync(StoreOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Provider"] = options.Provider.ToString(),
            ["Storage:DataFolder"] = options.DataFolder,
            ["Storage:ConnectionString"] = options.ConnectionString,
            ["Storage:Migrate"] = "OnStart",
        });
        builder.Services.AddStore<SampleDbContext>(builder.Configuration, "sample-store");
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private async Task<StoreOptions> OptionsAsync(StoreProvider provider) => provider == StoreProvider.PostgreSql
        ? await postgres.CreateDatabaseAsync()
        : new StoreOptions { DataFolder = _folder };

    private sealed class Body
    {
        public required string Name { get; init; }
    }
}
