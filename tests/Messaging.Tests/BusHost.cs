using CauseFlow.Contracts;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CauseFlow.Messaging.Tests;

/// <summary>Two services with a database and a stateless one in one host, as all-in-one has them.</summary>
public sealed class BusHost : IAsyncDisposable
{
    private readonly IHost _host;

    private BusHost(IHost host) => _host = host;

    public System.Diagnostics.Metrics.IMeterFactory Meters => _host.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();

    public Behaviour Behaviour => _host.Services.GetRequiredService<Behaviour>();

    public static async Task<BusHost> StartAsync(
        IReadOnlyDictionary<string, string?> configuration, Behaviour? behaviour = null, Type? recovery = null,
        IHostedService? last = null, IMessageTurns<FirstDbContext>? turns = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.Services.AddSingleton(behaviour ?? new Behaviour());
        builder.Services.AddStore<FirstDbContext>(builder.Configuration, "first");
        builder.Services.AddStore<SecondDbContext>(builder.Configuration, "second");
        builder.Services.AddBusParticipant<FirstDbContext>("first", bus => bus.AddConsumer<GroupResolvedConsumer>());
        builder.Services.AddBusParticipant<SecondDbContext>("second", bus => bus
            .AddConsumer<SecondGroupResolvedConsumer>().AddConsumer<ResolvedFaultConsumer>());
        builder.Services.AddBusParticipant("third", bus => bus.AddTemporaryConsumer<LeaseClosedConsumer>());
        if (recovery is not null)
        {
            builder.Services.AddScoped(typeof(IRestartRecovery), recovery);
        }

        builder.Services.AddServiceBus(builder.Configuration);
        if (turns is not null)
        {
            builder.Services.AddSingleton(turns);
        }

        if (last is not null)
        {
            builder.Services.AddSingleton(last);
        }

        var host = builder.Build();
        var store = host.Services.GetRequiredService<IOptions<StoreOptions>>().Value;
        await ModelTables.CreateAsync<FirstDbContext>(store, "first");
        await ModelTables.CreateAsync<SecondDbContext>(store, "second");
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new BusHost(host);
    }

    /// <summary>One commit of the first service that promises a message.</summary>
    public async Task PromiseAsync(string incidentId, DateTimeOffset? due = null)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Outbox<FirstDbContext>>().Add(
            new AlarmGroupResolved { TenantId = "ten_1", IncidentId = incidentId, AsOf = DateTimeOffset.UnixEpoch },
            due);
        await scope.ServiceProvider.GetRequiredService<FirstDbContext>().SaveChangesAsync();
    }

    public async Task<List<string>> EffectsAsync<TContext>()
        where TContext : EffectsDbContext
    {
        await using var context = await ContextAsync<TContext>();
        return await context.Effects.OrderBy(effect => effect.Id).Select(effect => effect.Text).ToListAsync();
    }

    public async Task<List<DateTimeOffset>> EffectTimesAsync(string text)
    {
        await using var context = await ContextAsync<FirstDbContext>();
        return await context.Effects.Where(effect => effect.Text == text).Select(effect => effect.At).ToListAsync();
    }

    public async Task<int> OutboxRowsAsync()
    {
        await using var context = await ContextAsync<FirstDbContext>();
        return await context.Set<OutboxMessage>().CountAsync();
    }

    /// <summary>Sends a row again, as a dispatcher does that died before it could delete it.</summary>
    public async Task AddRowAsync(Guid messageId, string incidentId)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<FirstDbContext>();
        scope.ServiceProvider.GetRequiredService<Outbox<FirstDbContext>>().Add(
            new AlarmGroupResolved { TenantId = "ten_1", IncidentId = incidentId, AsOf = DateTimeOffset.UnixEpoch });
        context.ChangeTracker.Entries<OutboxMessage>().Single().Entity.MessageId = messageId;
        await context.SaveChangesAsync();
    }

    /// <summary>A row as a later or broken release would have left it.</summary>
    public async Task AddUnreadableRowAsync(string type, string body)
    {
        await using var context = await ContextAsync<FirstDbContext>();
        var now = DateTimeOffset.UnixEpoch;
        context.Set<OutboxMessage>().Add(new OutboxMessage
        {
            MessageId = Guid.NewGuid(), Type = type, Body = body, CreatedAt = now, DueAt = now,
        });
        await context.SaveChangesAsync();
    }

    /// <summary>Straight to a queue, past every outbox.</summary>
    public async Task SendAsync<T>(string queue, T message)
        where T : class
    {
        var bus = _host.Services.GetRequiredService<IBusControl>();
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        var endpoint = await bus.GetSendEndpoint(new Uri("exchange:" + queue));
        await endpoint.Send(message);
    }

    /// <summary>Waits until a condition holds; the limit is for a broken build only.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            limit.IsCancellationRequested.ShouldBeFalse("never happened: " + what);
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private Task<TContext> ContextAsync<TContext>()
        where TContext : DbContext =>
        _host.Services.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContextAsync();
}
