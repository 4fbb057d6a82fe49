using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.Storage;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Reconciling;

/// <summary>Takes what ingestion found missing; works on the caller's context, and the caller commits.</summary>
public sealed class ReconcileReports(
    BrokerDbContext db, AuditLog audit, LeaseClosing closing, IOptions<ReconcileOptions> options, TimeProvider time)
{
    private const int MaxText = 600;

    /// <summary>With each look that fails the pause doubles up to this.</summary>
    private static readonly TimeSpan MaxPause = TimeSpan.FromHours(6);

    /// <summary>The lease's end once all parts are in; null before, and for a lease that is none of this or has ended.</summary>
    public async Task<LeaseClosed?> ApplyAsync(AlarmHistoryChecked part, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(part);
        await audit.TakeTurnAsync(part.TenantId, cancellationToken);
        var lease = await db.Leases.FindAsync([part.LeaseId], cancellationToken);
        if (lease is not { Purpose: LeasePurpose.Reconcile } || lease.TenantId != part.TenantId || lease.Look is { IsComplete: true })
        {
            return null;
        }

        lease.Look = (lease.Look ?? new HistoryLookResult()).With(Shortened(part));
        lease.Version++;
        if (!lease.Look.IsComplete)
        {
            return null;
        }

        if (await db.Integrations.FindAsync([lease.IntegrationId], cancellationToken) is { } integration)
        {
            await NoteAsync(lease, integration, lease.Look, cancellationToken);
        }

        return (await closing.CloseAsync([lease], LeaseCloseReason.Completed, cancellationToken)).SingleOrDefault();
    }

    private async Task NoteAsync(
        Lease lease, Integration integration, HistoryLookResult look, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        integration.Reconcile = (integration.Reconcile ?? new ReconcileState()).After(look, now);
        integration.Version++;
        if (integration.ReconcileDueAt is not null)
        {
            // A history that was too long for one look goes on at once.
            var isCut = look is { Reason: null, ReadUntil: { } until } && until < lease.Window?.To;
            integration.ReconcileDueAt = isCut
                ? now : (now + PauseAfter(integration.Reconcile.Failures, options.Value)).TruncateToMicroseconds();
        }

        await audit.AppendAsync(new AuditEntry
        {
            TenantId = lease.TenantId, Actor = "ingestion", Action = "integration.reconciled", Subject = lease.IntegrationId,
            Details = new Dictionary<string, string>
            {
                ["leaseId"] = lease.Id, ["expected"] = $"{look.Expected}", ["missed"] = $"{look.Missed}",
                ["reason"] = $"{look.Reason}",
            },
        }, cancellationToken);
    }

    /// <summary>How long until the next look after so many that failed.</summary>
    public static TimeSpan PauseAfter(int failures, ReconcileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var pause = options.Interval * Math.Pow(2, Math.Clamp(failures - 1, 0, 10));
        return pause < MaxPause || failures == 0 ? pause : MaxPause > options.Interval ? MaxPause : options.Interval;
    }

    private static AlarmHistoryChecked Shortened(AlarmHistoryChecked part) =>
        part with { Message = Short(part.Message), Remedy = Short(part.Remedy) };

    private static string? Short(string? text) => text is { Length: > MaxText } ? text[..MaxText] : text;
}
