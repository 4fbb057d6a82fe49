using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Hosting;

namespace CauseFlow.Storage;

/// <summary>Makes the tables of one service where there are none yet, before any other hosted service starts.</summary>
public sealed class SchemaInitializer<TContext>(IDbContextFactory<TContext> contexts, string schema)
    : IHostedLifecycleService
    where TContext : DbContext
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await EnsureCreatedAsync(context, schema, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task EnsureCreatedAsync(TContext context, string schema, CancellationToken cancellationToken)
    {
        if (context.Database.IsSqlite())
        {
            await context.Database.EnsureCreatedAsync(cancellationToken);
            return;
        }

        // Several services share one database, and EnsureCreated looks at the whole of it: the schema is asked instead.
        // The advisory lock makes replicas that start together wait for each other; it is held by the transaction.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({schema}))", cancellationToken);

        // The name is the program's own constant, and identifiers cannot be parameters.
#pragma warning disable EF1002
        await context.Database.ExecuteSqlRawAsync($"create schema if not exists \"{schema}\"", cancellationToken);
#pragma warning restore EF1002
        var tables = await context.Database
            .SqlQuery<int>($"select count(*)::int as \"Value\" from information_schema.tables where table_schema = {schema}")
            .SingleAsync(cancellationToken);
        if (tables == 0)
        {
            await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
