using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace CauseFlow.TestServers;

/// <summary>
/// Tables straight from a model, without migrations: for the tests' own contexts, and as releases before migrations
/// made them.
/// </summary>
public static class ModelTables
{
    public static async Task CreateAsync<TContext>(StoreOptions options, string name)
        where TContext : DbContext
    {
        var builder = new DbContextOptionsBuilder<TContext>();
        StoreRegistration.Configure(builder, options, name);
        await using var context = (TContext)Activator.CreateInstance(typeof(TContext), builder.Options)!;
        if (options.Provider == StoreProvider.Sqlite)
        {
            await context.Database.EnsureCreatedAsync();
            return;
        }

        // EnsureCreated looks at the whole database, in which each store has a schema only.
        var schema = name.Replace('-', '_');
        await using var transaction = await context.Database.BeginTransactionAsync();
        await context.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({schema}))");
        if (await context.Database.SqlQuery<bool>(
            $"select exists (select 1 from information_schema.tables where table_schema = {schema}) as \"Value\"").SingleAsync())
        {
            return;
        }

#pragma warning disable EF1002 // The name is the test's own.
        await context.Database.ExecuteSqlRawAsync($"create schema if not exists \"{schema}\"");
#pragma warning restore EF1002
        await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync();
        await transaction.CommitAsync();
    }
}
