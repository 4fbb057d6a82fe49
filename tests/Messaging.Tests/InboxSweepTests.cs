using CauseFlow.Storage;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CauseFlow.Messaging.Tests;

public sealed class InboxSweepTests(PostgreSqlServer postgres)
{
    [Theory]
    [InlineData(StoreProvider.Sqlite)]
    [InlineData(StoreProvider.PostgreSql)]
    public async Task SweepAsync_OldAndNewRows_DeletesTheOldOnesABatchAtATime(StoreProvider provider)
    {
        using var folder = new TemporaryFolder();
        var store = provider == StoreProvider.PostgreSql ? await postgres.CreateDatabaseAsync() : new StoreOptions { DataFolder = folder.Path };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Provider"] = $"{store.Provider}",
            ["Storage:DataFolder"] = store.DataFolder,
            ["Storage:ConnectionString"] = store.ConnectionString,
        });
        builder.Services.AddStore<FirstDbContext>(builder.Configuration, "first");
        using var host = builder.Build();
        await ModelTables.CreateAsync<FirstDbContext>(store, "first");
        await host.StartAsync(TestContext.Current.CancellationToken);
        var contexts = host.Services.GetRequiredService<IDbContextFactory<FirstDbContext>>();
        await using (var context = await contexts.CreateDbContextAsync())
        {
            var now = TimeProvider.System.GetUtcNow();
            context.AddRange(Enumerable.Range(0, 25).Select(i => new InboxMessage
            {
                MessageId = Guid.NewGuid(), Endpoint = "first", ReceivedAt = now.AddDays(i < 23 ? -8 : -6).AddSeconds(i).TruncateToMicroseconds(),
            }));
            await context.SaveChangesAsync();
        }

        var sut = new InboxSweep<FirstDbContext>(contexts, Options.Create(new BusOptions { InboxSweepBatch = 10 }), TimeProvider.System,
            NullLogger<InboxSweep<FirstDbContext>>.Instance);
        var deleted = new[] { await sut.SweepAsync(default), await sut.SweepAsync(default), await sut.SweepAsync(default), await sut.SweepAsync(default) };

        deleted.ShouldBe([10, 10, 3, 0]);
        await using var left = await contexts.CreateDbContextAsync();
        (await left.Set<InboxMessage>().CountAsync()).ShouldBe(2);
        await host.StopAsync();
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("causeflow-inbox-").FullName;

        public void Dispose()
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(Path, recursive: true);
        }
    }
}
