using CauseFlow.Storage.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CauseFlow.Storage;

public static class StoreRegistration
{
    // "Storage": { "Provider": "Sqlite", "DataFolder": "data" }
    // "Storage": { "Provider": "PostgreSql", "ConnectionString": "Host=…;Database=causeflow;Username=…;Password=…;SSL Mode=VerifyFull" }

    /// <summary>
    /// Registers <typeparamref name="TContext"/> (scoped, and its factory) on the configured database: the file
    /// <c>{name}.db</c>, or the schema <c>{name}</c>; its tables are looked at before any hosted service starts.
    /// </summary>
    public static IServiceCollection AddStore<TContext>(
        this IServiceCollection services, IConfiguration configuration, string name)
        where TContext : DbContext
    {
        services.AddOptions<StoreOptions>().Bind(configuration.GetSection("Storage"))
            .ValidateDataAnnotations()
            .Validate(o => o.Provider != StoreProvider.PostgreSql || !string.IsNullOrEmpty(o.ConnectionString),
                "Storage:ConnectionString is required when Storage:Provider is PostgreSql.")
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StoreOptions>>(new StoreTransport(configuration)));
        services.AddPooledDbContextFactory<TContext>((provider, builder) =>
            Configure(builder, provider.GetRequiredService<IOptions<StoreOptions>>().Value, name));
        services.TryAddScoped(provider => provider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext());
        services.AddMetrics();
        services.TryAddSingleton<StoreMetrics>();
        services.AddSingleton(provider => new StoreSchema<TContext>(name, provider.GetRequiredService<IOptions<StoreOptions>>()));
        services.AddSingleton<IStoreSchema>(provider => provider.GetRequiredService<StoreSchema<TContext>>());
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<SchemaStart>(
            provider, provider.GetRequiredService<StoreSchema<TContext>>()));
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<SchemaWatch>(
            provider, provider.GetRequiredService<StoreSchema<TContext>>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        return services;
    }

    /// <summary>The same options outside a container, for tests and tools.</summary>
    public static void Configure(DbContextOptionsBuilder builder, StoreOptions options, string name)
    {
        builder.ReplaceService<IMigrationsAssembly, ProviderMigrations>();

        // Batches of a sweep and looks at whether there is any row need no order.
        builder.ConfigureWarnings(warnings => warnings.Ignore(
            CoreEventId.RowLimitingOperationWithoutOrderByWarning, CoreEventId.FirstWithoutOrderByAndFilterWarning));
        if (options.Provider == StoreProvider.Sqlite)
        {
            Directory.CreateDirectory(options.DataFolder);
            var file = Path.Combine(options.DataFolder, name + ".db");
            builder.UseSqlite($"Data Source={file};Default Timeout={options.CommandTimeoutSeconds}",
                sqlite => sqlite.CommandTimeout(options.CommandTimeoutSeconds));
            builder.AddInterceptors(SqliteDurabilityInterceptor.Instance);
            return;
        }

        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            SearchPath = SchemaName(name),
            CommandTimeout = options.CommandTimeoutSeconds,
        };
        builder.UseNpgsql(connection.ConnectionString,
            npgsql => npgsql.MigrationsHistoryTable(HistoryRepository.DefaultTableName, SchemaName(name)));
    }

    internal static string SchemaName(string name) => name.Replace('-', '_');
}
