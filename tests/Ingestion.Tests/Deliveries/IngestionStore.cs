using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Sns;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Messaging;
using CauseFlow.Storage.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Ingestion.Tests.Deliveries;

/// <summary>
/// Ingestion's real registrations on a SQLite file of their own, or on a PostgreSQL database, without a host: tests run the workers' rounds.
/// </summary>
public sealed class IngestionStore : IAsyncDisposable
{
    public const string Tenant = "ten_01JNAAAAAAAAAAAAAAAAAAAAAA";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"causeflow-ingestion-{Guid.NewGuid():n}");
    private readonly ServiceProvider _services;

    /// <summary>Two on one PostgreSQL database are two replicas.</summary>
    public IngestionStore(int maxStartsPerMinute = 10, Storage.StoreOptions? postgreSql = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:DataFolder"] = _folder,
            ["Storage:Provider"] = postgreSql is null ? "Sqlite" : "PostgreSql",
            ["Storage:ConnectionString"] = postgreSql?.ConnectionString,
            ["Ingestion:RouteKeyMasterFile"] = Path.Combine(_folder, "keys", "route.key"),
            ["Ingestion:CreateMissingKeys"] = "true",
            ["Secrets:KeyFolder"] = SecretKeys,
            ["Secrets:CreateMissing"] = "true",
            ["Ingestion:MaxStartsPerMinute"] = $"{maxStartsPerMinute}",
            ["Ingestion:MaxHeldPerRoute"] = "3",
            ["Identity:KeyFolder"] = Path.Combine(_folder, "keys"),
            ["Sns:ExtraHosts:0:Host"] = SnsSigner.Host,
            ["Sns:ExtraHosts:0:Address"] = "127.0.0.1",
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton<TimeProvider>(Time);
        services.AddIngestion(configuration);
        services.RemoveAll<Ingestion.Sns.ISnsHttp>();
        services.AddSingleton<Ingestion.Sns.ISnsHttp>(Http);
        services.AddSingleton<DecisionWorker>();
        services.AddSingleton<HeldReleaseWorker>();
        services.AddSingleton<IntakeWriter>();
        services.AddSingleton<DueWorker<GroupResolver>>();
        services.AddSingleton<DueWorker<SubscriptionConfirmer>>();
        services.AddSingleton<RetentionWorker>();
        _services = services.BuildServiceProvider();
        Get<IStoreSchema>().MigrateAsync(default).GetAwaiter().GetResult();
    }

    public FakeTimeProvider Time { get; } = new(SnsFixture.Now);
    public FakeSnsHttp Http { get; } = new();
    public string Folder => _folder;

    /// <summary>Folder of the key-encryption keys.</summary>
    public string SecretKeys => Path.Combine(_folder, "keys", "secrets");

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public AsyncServiceScope Scope() => _services.CreateAsyncScope();

    public async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = _services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task<T> ReadAsync<T>(Func<IngestionDbContext, Task<T>> read) => WithAsync(read);

    public async Task ConnectAsync(string[]? topics = null, long version = 1, IntegrationStatus status = IntegrationStatus.Connected)
    {
        await using var scope = _services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IntegrationProjection>().ApplyAsync(
            new IntegrationChanged
            {
                TenantId = Tenant,
                IntegrationId = "int_1",
                Provider = CloudProvider.Aws,
                Status = status,
                Accounts = [AlarmMessages.Account],
                Regions = ["us-east-1"],
                Topics = topics ?? [SnsSigner.Topic],
                Version = version,
                ChangedAt = Time.GetUtcNow(),
            },
            default);
        await scope.ServiceProvider.GetRequiredService<IngestionDbContext>().SaveChangesAsync();
    }

    /// <summary>Appends a notification's text as the webhook does after verifying it.</summary>
    public async Task<IntakeOutcome> AppendAsync(
        string message, DeliveryVerdict verdict = DeliveryVerdict.Accepted, string? messageId = null)
    {
        var item = Item(message, verdict, messageId);
        await Get<IntakeWriter>().WriteAsync([item], default);
        return await item.Completion.Task;
    }

    public IntakeItem Item(
        string message, DeliveryVerdict verdict = DeliveryVerdict.Accepted, string? messageId = null)
    {
        var id = messageId ?? Guid.NewGuid().ToString();
        var envelope = new StoredEnvelope
        {
            Type = "Notification", MessageId = id, TopicArn = SnsSigner.Topic, Timestamp = Time.GetUtcNow(), Message = message,
        };
        return new IntakeItem(
            new Delivery
            {
                Id = Ids.New("dlv", Time),
                TenantId = Tenant,
                Provider = WebhookRoute.CloudWatch,
                ReceivedAt = Time.GetUtcNow(),
                Verdict = verdict,
                MessageId = id,
                TopicArn = SnsSigner.Topic,
                MessageType = "Notification",
                Body = JsonSerializer.Serialize(envelope, ContractJson.Options),
                DecideAt = verdict == DeliveryVerdict.Accepted ? Time.GetUtcNow() : null,
            },
            null);
    }

    public Task DecideAsync() => Get<DecisionWorker>().RunOnceAsync(default);

    public Task ReleaseAsync() => Get<HeldReleaseWorker>().RunOnceAsync(default);

    public async Task<List<T>> MessagesAsync<T>()
    {
        var bodies = await ReadAsync(db => db.Set<OutboxMessage>()
            .Where(row => row.Type == typeof(T).FullName).OrderBy(row => row.Seq).Select(row => row.Body).ToListAsync());
        return [.. bodies.Select(body => JsonSerializer.Deserialize<T>(body, ContractJson.Options)!)];
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
