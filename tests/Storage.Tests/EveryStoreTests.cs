using CauseFlow.CredentialBroker;
using CauseFlow.Gateway;
using CauseFlow.Ingestion;
using CauseFlow.Investigations;
using CauseFlow.Storage.Schema;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;

namespace CauseFlow.Storage.Tests;

/// <summary>The stores of all services keep to the rules of migrations, on both databases.</summary>
public sealed class EveryStoreTests(PostgreSqlServer postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("causeflow-stores-").FullName;

    public static TheoryData<string, StoreProvider> Stores => new MatrixTheoryData<string, StoreProvider>(
        ["credential-broker", "gateway", "ingestion", "investigations"], Enum.GetValues<StoreProvider>());

    [Theory]
    [MemberData(nameof(Stores))]
    public void Model_has_nothing_that_its_migrations_do_not_make(string store, StoreProvider provider) => On(store, provider, context =>
        context.Database.HasPendingModelChanges().ShouldBeFalse(
            $"The model of {store} on {provider} has changed: run `./dev migration NAME` and commit what it writes."));

    [Theory]
    [MemberData(nameof(Stores))]
    public void Migration_that_takes_something_away_says_so_by_its_name(string store, StoreProvider provider) => On(store, provider, context =>
    {
        var migrations = context.GetService<IMigrationsAssembly>();
        foreach (var (id, type) in migrations.Migrations.Where(pair => !MigrationRules.IsContract(pair.Key)))
        {
            MigrationRules.Contracting(migrations.CreateMigration(type, context.Database.ProviderName!).UpOperations)
                .ShouldBeEmpty($"{id} of {store} on {provider}: the release before goes on with the migrated store");
        }
    });

    [Theory]
    [MemberData(nameof(Stores))]
    public Task Empty_store_is_migrated_and_agrees_with_one_made_by_the_model(string store, StoreProvider provider) => store switch
    {
        "credential-broker" => AgreeAsync<BrokerDbContext>(store, provider),
        "gateway" => AgreeAsync<GatewayDbContext>(store, provider),
        "ingestion" => AgreeAsync<IngestionDbContext>(store, provider),
        _ => AgreeAsync<InvestigationsDbContext>(store, provider),
    };

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AgreeAsync<TContext>(string store, StoreProvider provider)
        where TContext : DbContext
    {
        var empty = await OptionsAsync(provider, "empty");
        var all = await new StoreSchema<TContext>(store, Options.Create(empty)).MigrateAsync(default);
        all.ShouldNotBeEmpty();

        // As long as there is one migration, what the model makes is what the release before it made.
        if (all.Count == 1)
        {
            var made = await OptionsAsync(provider, "made");
            await ModelTables.CreateAsync<TContext>(made, store);
            (await new StoreSchema<TContext>(store, Options.Create(made)).MigrateAsync(default)).ShouldBe(all);
        }
    }

    private void On(string store, StoreProvider provider, Action<DbContext> check)
    {
        var options = new StoreOptions { Provider = provider, DataFolder = _folder, ConnectionString = "Host=nowhere" };
        using DbContext context = store switch
        {
            "credential-broker" => new BrokerDbContext(Configured<BrokerDbContext>(options, store)),
            "gateway" => new GatewayDbContext(Configured<GatewayDbContext>(options, store)),
            "ingestion" => new IngestionDbContext(Configured<IngestionDbContext>(options, store)),
            _ => new InvestigationsDbContext(Configured<InvestigationsDbContext>(options, store)),
        };
        check(context);
    }

    private static DbContextOptions<TContext> Configured<TContext>(StoreOptions options, string store)
        where TContext : DbContext
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        StoreRegistration.Configure(builder, options, store);
        return builder.Options;
    }

    private async Task<StoreOptions> OptionsAsync(StoreProvider provider, string name) => provider == StoreProvider.PostgreSql
        ? await postgres.CreateDatabaseAsync()
        : new StoreOptions { DataFolder = Path.Combine(_folder, name) };
}
