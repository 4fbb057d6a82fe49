using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Alarms;
using CauseFlow.Investigations.Events;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Passes;
using CauseFlow.Investigations.Verdicts;
using CauseFlow.Messaging;
using CauseFlow.Storage;
using CauseFlow.Storage.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Investigations.Tests;

/// <summary>
/// The plain classes on a SQLite file, or on a PostgreSQL database. Each message has its own context and one commit, as behind the inbox.
/// </summary>
internal sealed class Desks : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("causeflow-investigations-").FullName;
    private readonly StoreOptions store;
    private readonly ServiceProvider services =
        new ServiceCollection().AddMetrics().AddSingleton<InvestigationsMetrics>().BuildServiceProvider();
    private readonly StartTurns turns = new();
    private readonly OutboxSignal<InvestigationsDbContext> signal = new();

    public Desks(StoreOptions? postgreSql = null)
    {
        store = postgreSql ?? new StoreOptions { DataFolder = folder };
        new StoreSchema<InvestigationsDbContext>("investigations", Microsoft.Extensions.Options.Options.Create(store))
            .MigrateAsync(default).GetAwaiter().GetResult();
    }

    /// <summary>What has been asked of the database.</summary>
    public List<string> Commands { get; } = [];

    public InvestigationsOptions Options { get; } = new();

    public FakeTimeProvider Time { get; } = new(Flow.Onset.AddMinutes(10));

    public InvestigationsDbContext Context()
    {
        var builder = new DbContextOptionsBuilder<InvestigationsDbContext>();
        StoreRegistration.Configure(builder, store, "investigations");
        builder.LogTo(Commands.Add, [RelationalEventId.CommandExecuted]);
        return new InvestigationsDbContext(builder.Options);
    }

    public Task DeliverAsync(params ITenantMessage[] messages) => DeliverAllAsync(messages);

    public async Task DeliverAllAsync(IEnumerable<ITenantMessage> messages)
    {
        foreach (var message in messages)
        {
            await WithAsync(async desk => message switch
            {
                InvestigationRequested x => await desk.Investigations.RequestAsync(
                    x, "0af7651916cd43dd8448eb211c80319c", default),
                AccessDecided x => await desk.Collections.DecideAccessAsync(x, default),
                SessionRedeemed x => await desk.Collections.RedeemAsync(x, default),
                FindingsPublished x => await desk.Collections.StoreAsync(x, default),
                CollectionCompleted x => await desk.Collections.CompleteAsync(x, default),
                CollectionFailed x => await desk.Collections.FailAsync(x, default),
                AlarmStateChanged x => await None(desk.Alarms.RecordAsync(x, default)),
                AlarmGroupResolved x => await None(desk.Alarms.ResolveAsync(x, default)),
                _ => throw new ArgumentException(message.GetType().Name),
            });
        }
    }

    /// <summary>One look of the sweep at one investigation.</summary>
    public Task ActAsync(string investigationId) => WithAsync(async desk =>
    {
        var due = await desk.Investigations.ActAsync(Flow.Tenant, investigationId, default);
        if (due.Requested is { } requested)
        {
            desk.Outbox.Add(requested);
        }

        using var turn = await desk.Limit.TakeAsync(Flow.Tenant, default);
        if (due.IncidentToRestart is { } incidentId && await desk.Contexts.StartWaitingAsync(
            Flow.Tenant, incidentId, turn is not null, default) is { Request: { } again })
        {
            desk.Outbox.Add(again);
        }

        return due.Completed;
    });

    public Task CancelAsync(string investigationId) => WithAsync(async desk =>
    {
        var row = await desk.Db.Investigations
            .SingleAsync(row => row.Id == investigationId && row.TenantId == Flow.Tenant);
        return (await desk.Investigations.CancelAsync(row, "not needed", default)).Message;
    });

    public async Task WithAsync(Func<Scope, Task<ITenantMessage?>> work)
    {
        await using var db = Context();
        var outbox = new Outbox<InvestigationsDbContext>(db, signal, Time);
        var result = await work(ScopeOf(db, outbox));
        switch (result)
        {
            case InvestigationCompleted completed:
                outbox.Add(completed);
                break;
            case InvestigationCancelled cancelled:
                outbox.Add(cancelled);
                break;
            case InvestigationRequested requested:
                outbox.Add(requested);
                break;
        }

        await db.SaveChangesAsync();
    }

    /// <summary>What the outbox has promised, of one type.</summary>
    public async Task<IReadOnlyList<T>> SentAsync<T>()
        where T : class
    {
        await using var db = Context();
        var rows = await db.Set<OutboxMessage>().Where(row => row.Type == typeof(T).FullName).OrderBy(row => row.Seq)
            .ToListAsync();
        return rows.ConvertAll(row => JsonSerializer.Deserialize<T>(row.Body, ContractJson.Options)!);
    }

    public async Task<IReadOnlyList<VerdictRow>> VerdictsAsync(string investigationId)
    {
        await using var db = Context();
        return await db.Verdicts.AsNoTracking().Where(row => row.InvestigationId == investigationId)
            .OrderBy(row => row.Revision).ToListAsync();
    }

    public async Task<IncidentRow> IncidentAsync(string incidentId)
    {
        await using var db = Context();
        return await db.Incidents.AsNoTracking().SingleAsync(row => row.Id == incidentId);
    }

    public async Task<InvestigationRow> InvestigationAsync(string investigationId)
    {
        await using var db = Context();
        return await db.Investigations.AsNoTracking()
            .SingleAsync(row => row.Id == investigationId && row.TenantId == Flow.Tenant);
    }

    public void Dispose()
    {
        services.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private Scope ScopeOf(InvestigationsDbContext db, Outbox<InvestigationsDbContext> outbox)
    {
        var timeline = new Timeline(db, new TimelineSignal());
        var incidents = new IncidentDesk(db, timeline, Time);
        var passes = new PassStore(db);
        var metrics = services.GetRequiredService<InvestigationsMetrics>();
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        var verdicts = new VerdictDesk(db, passes, incidents, timeline, Time, NullLogger<VerdictDesk>.Instance);
        var end = new PassEnd(passes, verdicts, incidents, timeline, metrics, Time, options);
        var admission = new PartAdmission(db, passes, timeline, metrics, Time);
        var investigations = new InvestigationDesk(passes, incidents, end, timeline, Time, options);
        var start = new InvestigationStart(db, investigations, incidents, passes, verdicts, timeline, Time);
        return new Scope(db, outbox, incidents, new AlarmDesk(db, incidents, timeline), investigations,
            new CollectionDesk(
                db, passes, admission, new EvidenceBound(options), end, timeline, metrics, Time, options), start,
            new ContextDesk(db, start, passes, incidents, timeline, Time), new StartLimit(db, turns, options));
    }

    private static async Task<ITenantMessage?> None(Task work)
    {
        await work;
        return null;
    }

    internal sealed record Scope(
        InvestigationsDbContext Db,
        Outbox<InvestigationsDbContext> Outbox,
        IncidentDesk Incidents,
        AlarmDesk Alarms,
        InvestigationDesk Investigations,
        CollectionDesk Collections,
        InvestigationStart Start,
        ContextDesk Contexts,
        StartLimit Limit);
}
