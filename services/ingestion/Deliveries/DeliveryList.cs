using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CauseFlow.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>A row of the delivery log as an admin sees it: no body.</summary>
public sealed record DeliveryView(
    string Id,
    string Provider,
    DateTimeOffset ReceivedAt,
    DeliveryVerdict Verdict,
    string? Reason,
    string? Remedy,
    string? MessageId,
    string? TopicArn,
    string? IncidentId,
    int Count,
    IReadOnlyList<RejectionSample>? Samples);

/// <summary>What to show of the log; null shows everything.</summary>
public sealed record DeliveryFilter(
    DeliveryVerdict? Verdict, string? Provider, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>The delivery log, newest first.</summary>
public sealed class DeliveryList(IngestionDbContext db)
{
    /// <summary>Null when the cursor is not one of ours.</summary>
    public async Task<Page<DeliveryView>?> PageAsync(
        string tenantId, DeliveryFilter filter, int limit, string? cursor, CancellationToken token)
    {
        if (!TryRead(cursor, out var before))
        {
            return null;
        }

        ArgumentNullException.ThrowIfNull(filter);
        var rows = await db.Deliveries.AsNoTracking()
            .Where(row => row.TenantId == tenantId && row.Seq < before
                && (filter.Verdict == null || row.Verdict == filter.Verdict)
                && (filter.Provider == null || row.Provider == filter.Provider)
                && (filter.From == null || row.ReceivedAt >= filter.From)
                && (filter.To == null || row.ReceivedAt < filter.To))
            .OrderByDescending(row => row.Seq).Take(limit + 1)
            .Select(row => new
            {
                row.Seq,
                View = new DeliveryView(
                    row.Id, row.Provider, row.ReceivedAt, row.Verdict, row.Reason, row.Remedy, row.MessageId,
                    row.TopicArn, row.IncidentId, row.Count, row.Samples),
            })
            .ToListAsync(token);
        var items = rows.Take(limit).Select(row => row.View).ToList();
        return new Page<DeliveryView>(items, rows.Count > limit ? Write(rows[limit - 1].Seq) : null);
    }

    private static string Write(long seq) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(seq.ToString(CultureInfo.InvariantCulture)));

    private static bool TryRead(string? cursor, out long before)
    {
        before = long.MaxValue;
        return cursor is null
            || (cursor.Length <= 64 && Base64Url.IsValid(cursor) && long.TryParse(
                Base64Url.DecodeFromChars(cursor), NumberStyles.None, CultureInfo.InvariantCulture, out before));
    }
}
