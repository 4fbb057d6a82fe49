using CauseFlow.Contracts;
using CauseFlow.Investigations.Notifications;
using CauseFlow.Investigations.Notifications.Deliveries;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CauseFlow.Investigations.Tests.Notifications;

/// <summary>What one replica of the service does with notifications, on a store that it may share; its rounds are run by the test.</summary>
internal sealed class NotifyingReplica : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public NotifyingReplica(StoreOptions store, string keyFolder, TimeProvider time, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Provider"] = store.Provider.ToString(), ["Storage:DataFolder"] = store.DataFolder,
            ["Storage:ConnectionString"] = store.ConnectionString,
            ["Secrets:KeyFolder"] = keyFolder, ["Secrets:CreateMissing"] = "true",
            ["Notifications:PublicUrl"] = "https://causeflow.example.com",
            ["Notifications:AllowedNetworks:0"] = "127.0.0.0/8", ["Notifications:AllowPlainHttp"] = "true",
        }).AddInMemoryCollection(settings ?? new Dictionary<string, string?>()).Build();
        services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(time).AddSingleton<InvestigationsMetrics>()
            .AddSingleton<IConfiguration>(configuration)
            .AddStore<InvestigationsDbContext>(configuration, "investigations").AddNotifications(configuration)
            .BuildServiceProvider();
        Sender = services.GetServices<IHostedService>().OfType<NotificationSender>().Single();
        Retention = services.GetServices<IHostedService>().OfType<NotificationRetention>().Single();
    }

    public NotificationSender Sender { get; }

    public NotificationRetention Retention { get; }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public Task RunAsync() => Sender.DrainAsync(TestContext.Current.CancellationToken);

    public InvestigationsDbContext Context() => Get<IDbContextFactory<InvestigationsDbContext>>().CreateDbContext();

    public Task<NotificationChannelRow> AddChannelAsync(
        ChannelKind kind, ChannelSecret secret, IncidentSeverity minimum = IncidentSeverity.Info, string name = "night",
        params NotificationEvent[] events) => AddChannelAsync(Flow.Tenant, kind, secret, minimum, name, events);

    public async Task<NotificationChannelRow> AddChannelAsync(
        string tenant, ChannelKind kind, ChannelSecret secret, IncidentSeverity minimum, string name, params NotificationEvent[] events)
    {
        var id = Ids.New("chn", TimeProvider.System);
        var (box, keyId) = await Get<ChannelSecrets>().SealAsync(new(tenant, id, "notification-channel"), secret, default);
        var row = new NotificationChannelRow
        {
            Id = id, TenantId = tenant, Name = name, Kind = kind, Enabled = true,
            Events = events.Length > 0 ? events : [.. Enum.GetValues<NotificationEvent>()],
            MinimumSeverity = minimum, Target = "127.0.0.1", Secret = box, SecretKeyId = keyId, SecretSetAt = Flow.Onset,
        };
        await using var db = Context();
        db.NotificationChannels.Add(row);
        await db.SaveChangesAsync();
        return row;
    }

    /// <summary>As an admin does who sets another one.</summary>
    public async Task SetSecretAsync(NotificationChannelRow channel, string box)
    {
        await using var db = Context();
        await db.NotificationChannels.Where(row => row.Id == channel.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Secret, box));
    }

    public async Task<IReadOnlyList<NotificationDeliveryRow>> DeliveriesAsync()
    {
        await using var db = Context();
        return await db.NotificationDeliveries.AsNoTracking().OrderBy(row => row.Seq).ToListAsync();
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
