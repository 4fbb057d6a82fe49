using System.Data.Common;
using CauseFlow.Contracts;
using CauseFlow.Storage.Schema;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Storage.Tests;

/// <summary>What the migrate verb does with a store, on both databases.</summary>
public sealed class MigrationTests(PostgreSqlServer postgres) : IDisposable
{
    private const string First = "20260101000000_Initial";
    private const string Second = "20260201000000_AddMore";
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-migrations-").FullName;

    public static TheoryData<StoreProvider> Providers => [StoreProvider.Sqlite, StoreProvider.PostgreSql];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Empty_store_gets_every_migration_and_a_second_run_finds_nothing(StoreProvider provider)
    {
        var options = await OptionsAsync(provider);
        (await SchemaOf<NextSampleDbContext>(options).MigrateAsync(default)).ShouldBe([First, Second]);
        (await SchemaOf<NextSampleDbContext>(options).MigrateAsync(default)).ShouldBeEmpty();

        var state = await SchemaOf<NextSampleDbContext>(options).ReadAsync(default);
        state.Applied.ShouldBe([First, Second]);
        state.Pending.ShouldBeEmpty();
        await AddAsync(options, "works", 1);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Looking_at_an_empty_store_makes_nothing(StoreProvider provider)
    {
        var options = await OptionsAsync(provider);
        (await SchemaOf<NextSampleDbContext>(options).ReadAsync(default)).Pending.ShouldBe([First, Second]);
        (await TablesAsync(options)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Tables_of_a_release_without_migrations_are_recorded_as_the_first_one(StoreProvider provider)
    {
        var options = await OptionsAsync(provider);
        await ModelTables.CreateAsync<SampleDbContext>(options, "sample-store");
        await AddAsync(options, "kept", 1);

        (await SchemaOf<NextSampleDbContext>(options).MigrateAsync(default)).ShouldBe([First, Second]);
        (await SchemaOf<NextSampleDbContext>(options).MigrateAsync(default)).ShouldBeEmpty();
        (await KeysAsync(options)).ShouldBe(["kept"]);
    }

    [Theory]
    [InlineData(StoreProvider.Sqlite, "drop index \"IX_samples_Key\"", "missing index")]
    [InlineData(StoreProvider.PostgreSql, "drop index \"IX_samples_Key\"", "missing index")]
    [InlineData(StoreProvider.Sqlite, "alter table samples add column \"Own\" text", "unexpected column samples.Own")]
    [InlineData(StoreProvider.PostgreSql, "alter table samples add column \"Own\" text", "unexpected column samples.Own")]
    [InlineData(StoreProvider.Sqlite, "drop table idempotent_posts", "missing column idempotent_posts.")]
    [InlineData(StoreProvider.PostgreSql, "drop table idempotent_posts", "missing column idempotent_posts.")]
    [InlineData(StoreProvider.PostgreSql, "alter table samples alter \"Key\" drop not null", "missing column samples.Key")]
    public async Task Tables_that_are_not_the_first_migrations_are_refused_and_left_alone(
        StoreProvider provider, string change, string complaint)
    {
        var options = await OptionsAsync(provider);
        await ModelTables.CreateAsync<SampleDbContext>(options, "sample-store");
        await ExecuteAsync(options, change);
        var before = await TablesAsync(options);

        var refusal = await Should.ThrowAsync<SchemaException>(() => SchemaOf<SampleDbContext>(options).MigrateAsync(default));
        refusal.Message.ShouldContain(complaint);
        refusal.Message.ShouldContain("Nothing was changed");
        (await TablesAsync(options)).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Migration_that_fails_leaves_nothing_and_can_be_run_again(StoreProvider provider)
    {
        var options = await OptionsAsync(provider);
        await SchemaOf<SampleDbContext>(options).MigrateAsync(default);
        await AddAsync(options, "one", 1);
        await AddAsync(options, "other at the same instant", 1);
        var before = await TablesAsync(options);

        var failure = await Should.ThrowAsync<SchemaException>(() => SchemaOf<NextSampleDbContext>(options).MigrateAsync(default));
        failure.Message.ShouldContain(Second);
        (await TablesAsync(options)).ShouldBe(before);
        (await SchemaOf<NextSampleDbContext>(options).ReadAsync(default)).Pending.ShouldBe([Second]);

        await ExecuteAsync(options, "delete from samples where \"Key\" = 'one'");
        (await SchemaOf<NextSampleDbContext>(options).MigrateAsync(default)).ShouldBe([Second]);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Migrators_at_the_same_time_apply_each_migration_once(StoreProvider provider)
    {
        var options = await OptionsAsync(provider);
        var applied = await Task.WhenAll(Enumerable.Range(0, 5)
            .Select(_ => Task.Run(() => SchemaOf<NextSampleDbContext>(options).MigrateAsync(default))));
        applied.SelectMany(ids => ids).Order().ShouldBe([First, Second]);
    }

    [Fact]
    public async Task Role_of_the_service_uses_the_tables_but_makes_none_and_writes_no_history()
    {
        var options = await OptionsAsync(StoreProvider.PostgreSql);
        var role = $"service_{Guid.NewGuid():n}";
        await ExecuteAsync(options, $"create role {role} login password 'only here'");
        options.MigrationConnectionString = options.ConnectionString;
        options.ConnectionString = new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            Username = role, Password = "only here",
        }.ConnectionString;

        await SchemaOf<SampleDbContext>(options).MigrateAsync(default);
        await AddAsync(options, "mine", 1);
        await SchemaOf<NextSampleDbContext>(options).MigrateAsync(default);
        (await SchemaOf<NextSampleDbContext>(options).ReadAsync(default)).Pending.ShouldBeEmpty();
        await ExecuteAsync(options, "insert into more values (1)");
        foreach (var forbidden in new[]
        {
            "create table own (id int)", "drop table more", "delete from \"__EFMigrationsHistory\"",
        })
        {
            (await Should.ThrowAsync<DbException>(() => ExecuteAsync(options, forbidden))).SqlState.ShouldBe("42501");
        }

        options.ConnectionString = options.MigrationConnectionString;
        await ExecuteAsync(options, $"drop owned by {role}; drop role {role}");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Verb_lists_applies_and_says_so(StoreProvider provider)
    {
        var options = await OptionsAsync(provider);
        (await RunVerbAsync(options, isList: true)).ShouldBe((0, $"sample-store: pending: {First}\nsample-store: pending: {Second}\n", ""));
        (await RunVerbAsync(options)).ShouldBe((0, $"sample-store: applied {First}\nsample-store: applied {Second}\n", ""));
        (await RunVerbAsync(options)).ShouldBe((0, "sample-store: nothing pending\n", ""));
        (await RunVerbAsync(options, isList: true)).ShouldBe((0, $"sample-store: applied: {First}\nsample-store: applied: {Second}\n", ""));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Verb_that_is_refused_says_why_and_fails(StoreProvider provider)
    {
        var options = await OptionsAsync(provider);
        await ModelTables.CreateAsync<SampleDbContext>(options, "sample-store");
        await ExecuteAsync(options, "drop index \"IX_samples_Key\"");

        var (code, output, error) = await RunVerbAsync(options);
        code.ShouldBe(1);
        output.ShouldBeEmpty();
        error.ShouldContain("set its data aside");
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<(int Code, string Output, string Error)> RunVerbAsync(StoreOptions options, bool isList = false)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await MigrateVerb.RunAsync([SchemaOf<NextSampleDbContext>(options)], isList, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static StoreSchema<TContext> SchemaOf<TContext>(StoreOptions options)
        where TContext : DbContext => new("sample-store", Options.Create(options));

    private static SampleDbContext Open(StoreOptions options)
    {
        var builder = new DbContextOptionsBuilder<SampleDbContext>();
        StoreRegistration.Configure(builder, options, "sample-store");
        return new SampleDbContext(builder.Options);
    }

    private static async Task AddAsync(StoreOptions options, string key, long seconds)
    {
        await using var context = Open(options);
        context.Samples.Add(new Sample
        {
            Key = key, At = DateTimeOffset.UnixEpoch.AddSeconds(seconds), Status = IncidentStatus.Investigating,
        });
        await context.SaveChangesAsync();
    }

    private static async Task<List<string>> KeysAsync(StoreOptions options)
    {
        await using var context = Open(options);
        return await context.Samples.Select(row => row.Key).ToListAsync();
    }

    private static async Task ExecuteAsync(StoreOptions options, string sql)
    {
        await using var context = Open(options);
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>Everything that is there, also what a migration might leave in another schema.</summary>
    private static async Task<List<string>> TablesAsync(StoreOptions options)
    {
        await using var context = Open(options);
        return await context.Database.SqlQueryRaw<string>(options.Provider == StoreProvider.Sqlite
            ? "select name as \"Value\" from sqlite_master where name not like 'sqlite_%' order by name"
            : """
              select n.nspname || '.' || c.relname as "Value" from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname not like 'pg_%' and n.nspname <> 'information_schema'
              union all select nspname from pg_namespace where nspname like 'sample%' order by 1
              """).ToListAsync();
    }

    private async Task<StoreOptions> OptionsAsync(StoreProvider provider) => provider == StoreProvider.PostgreSql
        ? await postgres.CreateDatabaseAsync()
        : new StoreOptions { DataFolder = _folder };
}
