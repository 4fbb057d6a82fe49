using System.Globalization;
using CauseFlow.Contracts;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>
/// Keeps one row per route, reason and minute, with three samples: what a flood of forged messages can write is
/// bounded by the list of reasons.
/// </summary>
public sealed partial class RejectionLog(
    IDbContextFactory<IngestionDbContext> contexts,
    IngestionMetrics metrics,
    TimeProvider time,
    ILogger<RejectionLog> logger)
{
    private const int MaxSamples = 3;
    private const int MaxAttempts = 5;

    public async Task AddAsync(
        string tenantId, string provider, Rejection rejection, string? remote, long bytes, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(rejection);
        metrics.Rejected(rejection.Code);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        var key = string.Create(
            CultureInfo.InvariantCulture, $"{tenantId}|{provider}|{rejection.Code}|{minute.ToUnixTimeSeconds()}");
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            try
            {
                await AddOnceAsync(key, tenantId, provider, rejection, new RejectionSample(now, remote, bytes), token);
                return;
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody counted at the same time.
            }
            catch (DbUpdateException exception) when (StoreErrors.IsUniqueViolation(exception))
            {
                // Somebody made the row at the same time.
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                NotRecorded(logger, exception);
                return;
            }
        }
    }

    private async Task AddOnceAsync(
        string key, string tenantId, string provider, Rejection rejection, RejectionSample sample,
        CancellationToken token)
    {
        await using var db = await contexts.CreateDbContextAsync(token);
        var row = await db.Deliveries.SingleOrDefaultAsync(delivery => delivery.AggregateKey == key, token);
        if (row is null)
        {
            db.Deliveries.Add(new Delivery
            {
                Id = Ids.New("dlv", time),
                TenantId = tenantId,
                Provider = provider,
                ReceivedAt = sample.At,
                Verdict = DeliveryVerdict.Rejected,
                Reason = rejection.Code,
                Remedy = rejection.Remedy,
                AggregateKey = key,
                Samples = [sample],
            });
        }
        else
        {
            row.Count++;
            row.Version++;
            row.Samples = row.Samples is { Count: >= MaxSamples } ? row.Samples : [.. row.Samples ?? [], sample];
        }

        await db.SaveChangesAsync(token);
    }

    [LoggerMessage(LogLevel.Warning, "A rejected delivery was counted but not recorded.")]
    private static partial void NotRecorded(ILogger logger, Exception exception);
}

/// <summary>Why a delivery was refused.</summary>
/// <param name="Code">Stable snake_case word.</param>
/// <param name="Remedy">A sentence that quotes nothing of what the sender wrote.</param>
public sealed record Rejection(string Code, string Remedy);
