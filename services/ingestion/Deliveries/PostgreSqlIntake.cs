using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>
/// What is accepted as it is goes into PostgreSQL in one statement, however much has waited: it inserts and says at once what was
/// known already.
/// </summary>
internal static class PostgreSqlIntake
{
    /// <summary>Nothing has to be counted or stored beside it.</summary>
    public static bool IsPlain(IntakeItem item) =>
        item.Confirmation is null && item.Delivery is { Verdict: DeliveryVerdict.Accepted, Samples: null, AggregateKey: null };

    /// <returns>The ids of the deliveries that were stored; the others' message ids are known.</returns>
    public static async Task<HashSet<string>> InsertAsync(
        IngestionDbContext db, IReadOnlyList<Delivery> rows, CancellationToken cancellationToken)
    {
        var (ids, tenants, providers) = (Of(rows, row => row.Id), Of(rows, row => row.TenantId), Of(rows, row => row.Provider));
        var received = Of(rows, row => UnixMicrosecondsConverter.Of(row.ReceivedAt));
        var (messages, topics, types) = (Of(rows, row => row.MessageId), Of(rows, row => row.TopicArn), Of(rows, row => row.MessageType));
        var (generations, bodies, traces) = (Of(rows, row => row.RouteGeneration), Of(rows, row => row.Body), Of(rows, row => row.TraceParent));
        var decide = Of(rows, row => row.DecideAt is { } at ? UnixMicrosecondsConverter.Of(at) : (long?)null);
        var stored = await db.Database.SqlQuery<string>(
            $"""
             insert into deliveries ("Id", "TenantId", "Provider", "ReceivedAt", "Verdict", "MessageId", "TopicArn", "MessageType",
                 "RouteGeneration", "Body", "TraceParent", "DecideAt", "Attempts", "Count", "Version")
             select id, tenant, provider, received, 'Accepted', message, topic, type, generation, body, trace, decide, 0, 1, 0
             from unnest({ids}, {tenants}, {providers}, {received}, {messages}, {topics}, {types}, {generations}, {bodies}, {traces}, {decide})
                 as new(id, tenant, provider, received, message, topic, type, generation, body, trace, decide)
             on conflict ("MessageId", "TenantId", "TopicArn") do nothing
             returning "Id" as "Value"
             """).ToListAsync(cancellationToken);
        return [.. stored];
    }

    private static T[] Of<T>(IReadOnlyList<Delivery> rows, Func<Delivery, T> value) => [.. rows.Select(value)];
}
