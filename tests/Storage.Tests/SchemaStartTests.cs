using CauseFlow.Storage.Schema;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.Storage.Tests;

/// <summary>What a service does at its start with a store that is behind or ahead of it, on both databases.</summary>
public sealed class SchemaStartTests(PostgreSqlServer postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-start-").FullName;
    private readonly Warnings _warnings = new();

    public static TheoryData<StoreProvider> Providers => [StoreProvider.Sqlite, StoreProvider.PostgreSql];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Pending_migrations_and_the_verb_refuse_the_start_and_name_the_command(StoreProvider provider)
    {
        var options = await OptionsAsync(provider, StoreMigration.Verb);
        await MigrateAsync<SampleDbContext>(options);

        var refusal = await Should.ThrowAsync<SchemaException>(() => StartAsync<NextSampleDbContext>(options));
        refusal.Message.ShouldContain("20260201000000_AddMore");
        refusal.Message.ShouldContain("dotnet CauseFlow.Storage.Tests.dll migrate");
        await MigrateAsync<NextSampleDbContext>(options);
        await StartAsync<NextSampleDbContext>(options);
    }

    [Fact]
    public async Task PostgreSql_alone_is_migrated_by_the_verb_and_sqlite_on_start()
    {
        await StartAsync<SampleDbContext>(await OptionsAsync(StoreProvider.Sqlite, null));
        await Should.ThrowAsync<SchemaException>(async () =>
            await StartAsync<SampleDbContext>(await OptionsAsync(StoreProvider.PostgreSql, null)));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Pending_migrations_are_applied_on_start_where_that_is_asked_for(StoreProvider provider)
    {
        var options = await OptionsAsync(provider, StoreMigration.OnStart);
        await StartAsync<SampleDbContext>(options);
        await StartAsync<NextSampleDbContext>(options);
        (await new StoreSchema<NextSampleDbContext>("sample-store", Options.Create(options)).ReadAsync(default)).Pending.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StoreProvider.Sqlite, StoreMigration.OnStart)]
    [InlineData(StoreProvider.PostgreSql, StoreMigration.OnStart)]
    [InlineData(StoreProvider.PostgreSql, StoreMigration.Verb)]
    public async Task Store_to_which_a_newer_release_only_added_is_used_with_a_warning(StoreProvider provider, StoreMigration migrate)
    {
        var options = await OptionsAsync(provider, migrate);
        await MigrateAsync<NextSampleDbContext>(options);
        await StartAsync<SampleDbContext>(options);
        _warnings.Messages.ShouldHaveSingleItem().ShouldContain("20260201000000_AddMore");
    }

    [Theory]
    [InlineData(StoreProvider.Sqlite, StoreMigration.OnStart)]
    [InlineData(StoreProvider.PostgreSql, StoreMigration.Verb)]
    public async Task Store_from_which_a_newer_release_took_away_is_refused(StoreProvider provider, StoreMigration migrate)
    {
        var options = await OptionsAsync(provider, migrate);
        await MigrateAsync<SampleDbContext>(options);
        await RecordAsync(options, "20260301000000_ContractOldWords");

        var refusal = await Should.ThrowAsync<SchemaException>(() => StartAsync<SampleDbContext>(options));
        refusal.Message.ShouldContain("20260301000000_ContractOldWords");
    }

    [Theory]
    [InlineData(StoreProvider.Sqlite, StoreMigration.OnStart)]
    [InlineData(StoreProvider.PostgreSql, StoreMigration.Verb)]
    public async Task Store_of_another_line_is_refused_and_left_alone(StoreProvider provider, StoreMigration migrate)
    {
        var options = await OptionsAsync(provider, migrate);
        await MigrateAsync<SampleDbContext>(options);
        await RecordAsync(options, "20260115000000_AddElsewhere");

        var refusal = await Should.ThrowAsync<SchemaException>(() => StartAsync<NextSampleDbContext>(options));
        refusal.Message.ShouldContain("another line");
        (await Should.ThrowAsync<SchemaException>(() => MigrateAsync<NextSampleDbContext>(options))).Message.ShouldContain("another line");
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _warnings.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task<IReadOnlyList<string>> MigrateAsync<TContext>(StoreOptions options)
        where TContext : DbContext => new StoreSchema<TContext>("sample-store", Options.Create(options)).MigrateAsync(default);

    private static async Task RecordAsync(StoreOptions options, string id)
    {
        var builder = new DbContextOptionsBuilder<SampleDbContext>();
        StoreRegistration.Configure(builder, options, "sample-store");
        await using var context = new SampleDbContext(builder.Options);
        await context.Database.ExecuteSqlAsync(
            $"""insert into "__EFMigrationsHistory" ("MigrationId", "ProductVersion") values ({id}, '10')""");
    }

    private async Task StartAsync<TContext>(StoreOptions options)
        where TContext : DbContext
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Provider"] = options.Provider.ToString(),
            ["Storage:DataFolder"] = options.DataFolder,
            ["Storage:ConnectionString"] = options.ConnectionString,
            ["Storage:Migrate"] = options.Migrate?.ToString(),
        });
        builder.Logging.AddProvider(_warnings);
        builder.Services.AddStore<TContext>(builder.Configuration, "sample-store");
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
    }

    private async Task<StoreOptions> OptionsAsync(StoreProvider provider, StoreMigration? migrate)
    {
        var options = provider == StoreProvider.PostgreSql
            ? await postgres.CreateDatabaseAsync()
            : new StoreOptions { DataFolder = _folder };
        options.Migrate = migrate;
        return options;
    }
}
