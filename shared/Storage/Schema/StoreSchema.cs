using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CauseFlow.Storage.Schema;

/// <inheritdoc cref="IStoreSchema"/>
public sealed class StoreSchema<TContext>(string name, IOptions<StoreOptions> options) : IStoreSchema
    where TContext : DbContext
{
    public string Name => name;

    public string Command => $"dotnet {typeof(TContext).Assembly.GetName().Name}.dll migrate";

    public async Task<SchemaState> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = Create(options.Value);
        return await new SchemaMigrator(context, name, null).ReadAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = Create(options.Value.ForMigrations());
        return await new SchemaMigrator(context, name, ServiceRole()).MigrateAsync(cancellationToken);
    }

    private TContext Create(StoreOptions options)
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        StoreRegistration.Configure(builder, options, name);
        return (TContext)Activator.CreateInstance(typeof(TContext), builder.Options)!;
    }

    /// <summary>The role that is to use the tables, where another one makes them.</summary>
    private string? ServiceRole()
    {
        var store = options.Value;
        if (store.Provider == StoreProvider.Sqlite || string.IsNullOrEmpty(store.MigrationConnectionString))
        {
            return null;
        }

        var service = new NpgsqlConnectionStringBuilder(store.ConnectionString).Username;
        var migrator = new NpgsqlConnectionStringBuilder(store.MigrationConnectionString).Username;
        return service == migrator ? null : service;
    }
}
