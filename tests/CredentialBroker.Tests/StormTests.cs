using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Messaging;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>Many messages of one tenant at once: they share the head of its audit chain.</summary>
public sealed class StormTests(PostgreSqlServer postgres)
{
    private const int Messages = 50;

    [Theory]
    [InlineData(StoreProvider.Sqlite)]
    [InlineData(StoreProvider.PostgreSql)]
    public async Task Fifty_requests_and_completions_of_one_tenant_at_once_all_take_effect(StoreProvider provider)
    {
        await using var host = await BrokerHost.StartAsync(await SettingsAsync(provider));
        await host.Services.GetRequiredService<IntegrationDesk>().ConnectAsync("admin", AwsConnect.Create(Broker.Tenant, new ConnectAwsRequest
        {
            RoleArn = Broker.Role, Regions = ["eu-west-1"],
        }, TimeProvider.System), [], CancellationToken.None);
        using var sample = new Broker();
        var requests = Enumerable.Range(0, Messages)
            .Select(_ => sample.Request() with { RequestedAt = TimeProvider.System.GetUtcNow() }).ToList();

        var bus = host.Services.GetRequiredService<MassTransit.IBus>();
        await Task.WhenAll(requests.Select(request => bus.Publish(request)).Concat(requests.Select(request => bus.Publish(
            new InvestigationCompleted
            {
                TenantId = request.TenantId, InvestigationId = request.InvestigationId, IncidentId = request.IncidentId,
                Pass = 1, Outcome = VerdictOutcome.Insufficient, Revision = 1, CompletedAt = request.RequestedAt,
            }))));

        await UntilAsync(host, db => db.Set<InboxMessage>().CountAsync(), 2 * Messages);
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BrokerDbContext>();
        (await db.Passes.CountAsync(x => x.EndedAt != null)).ShouldBe(Messages);
        (await db.Leases.CountAsync(x => x.ClosedAt == null && x.OpenTestOf == null)).ShouldBe(0);
        (await scope.ServiceProvider.GetRequiredService<AuditVerifier>()
            .VerifyAsync(Broker.Tenant, null, CancellationToken.None)).Ok.ShouldBeTrue();
    }

    [Theory]
    [InlineData(StoreProvider.Sqlite)]
    [InlineData(StoreProvider.PostgreSql)]
    public async Task Who_appends_while_another_replica_has_not_saved_waits_and_then_meets_no_conflict(StoreProvider provider)
    {
        using var first = new Broker(settings: await SettingsAsync(provider));

        // On SQLite there is one process, on PostgreSQL there are replicas.
        using var second = provider == StoreProvider.Sqlite
            ? null : new Broker(first.Folder, SettingsOf(first), ownsFolder: false);
        await first.RecordAsync("before");
        await using var one = first.Scope();
        await using var two = (second ?? first).Scope();
        await AppendAsync(one, "one");
        var waiting = AppendAsync(two, "two");
        waiting.IsCompleted.ShouldBeFalse();

        await one.ServiceProvider.GetRequiredService<BrokerDbContext>().SaveChangesAsync();
        await waiting;
        await two.ServiceProvider.GetRequiredService<BrokerDbContext>().SaveChangesAsync();

        (await first.VerifyAsync()).ShouldBe(new AuditVerification { Ok = true, Count = 3 });
    }

    private static Task<AuditRecord> AppendAsync(AsyncServiceScope scope, string action) =>
        scope.ServiceProvider.GetRequiredService<AuditLog>().AppendAsync(new AuditEntry
        {
            TenantId = Broker.Tenant, Actor = "tester", Action = action, Subject = "subject",
        }).AsTask();

    private static Dictionary<string, string?> SettingsOf(Broker broker) => new()
    {
        ["Storage:Provider"] = "PostgreSql", ["Storage:ConnectionString"] = broker.ConnectionString,
    };

    private async Task<Dictionary<string, string?>> SettingsAsync(StoreProvider provider) =>
        provider == StoreProvider.Sqlite ? [] : new()
        {
            ["Storage:Provider"] = "PostgreSql",
            ["Storage:ConnectionString"] = (await postgres.CreateDatabaseAsync()).ConnectionString,
        };

    private static async Task UntilAsync(BrokerHost host, Func<BrokerDbContext, Task<int>> count, int expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            await using var scope = host.Services.CreateAsyncScope();
            var now = await count(scope.ServiceProvider.GetRequiredService<BrokerDbContext>());
            if (now == expected)
            {
                return;
            }

            limit.IsCancellationRequested.ShouldBeFalse($"{now} of {expected} messages took effect");
            await Task.Delay(50, CancellationToken.None);
        }
    }
}
