using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.Storage.Schema;

/// <summary>Before any other hosted service starts, the tables are what the program expects, or it does not start.</summary>
public sealed partial class SchemaStart(
    IStoreSchema schema, IOptions<StoreOptions> options, StoreMetrics metrics, ILogger<SchemaStart> logger)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.EffectiveMigrate == StoreMigration.OnStart)
        {
            foreach (var id in await schema.MigrateAsync(cancellationToken))
            {
                LogApplied(id, schema.Name);
            }
        }

        var state = await schema.ReadAsync(cancellationToken);
        metrics.Looked(schema.Name, state.Unknown.Count);
        state.RefuseIfBeyond(schema.Name);
        if (state.Pending.Count > 0)
        {
            throw new SchemaException(
                $"The store '{schema.Name}' lacks these migrations: {string.Join(", ", state.Pending)}. " +
                $"Run `{schema.Command}` once with this release's settings, then start the service again.");
        }

        if (state.Unknown.Count > 0)
        {
            LogNewer(schema.Name, string.Join(", ", state.Unknown));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Migration {Migration} was applied to the store {Store}")]
    private partial void LogApplied(string migration, string store);

    [LoggerMessage(LogLevel.Warning,
        "The store {Store} is newer than this program, which goes on: {Migrations} only added. Finish the upgrade")]
    private partial void LogNewer(string store, string migrations);
}
