using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.Storage;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Queues;

/// <summary>Takes how a spell of reading a queue ended; works on the caller's context, and the caller commits.</summary>
public sealed class QueueReports(
    BrokerDbContext db, AuditLog audit, LeaseClosing closing, IOptions<QueueOptions> options, TimeProvider time)
{
    private const int MaxText = 600;

    /// <summary>The lease's end; null for a lease that is none of this or has ended.</summary>
    public async Task<LeaseClosed?> ApplyAsync(QueueIntakeEnded spell, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spell);
        await audit.TakeTurnAsync(spell.TenantId, cancellationToken);
        var lease = await db.Leases.FindAsync([spell.LeaseId], cancellationToken);
        if (lease is not { Purpose: LeasePurpose.Intake } || lease.TenantId != spell.TenantId
            || (await closing.CloseAsync([lease], LeaseCloseReason.Completed, cancellationToken)).SingleOrDefault() is not { } closed)
        {
            return null;
        }

        if (await db.Integrations.FindAsync([lease.IntegrationId], cancellationToken) is { } integration)
        {
            var now = time.GetUtcNow().TruncateToMicroseconds();
            integration.Queue = (integration.Queue ?? new QueueState()).After(
                spell with { Message = Short(spell.Message), Remedy = Short(spell.Remedy) }, now);
            integration.Version++;
            var pause = spell.Reason is null ? TimeSpan.Zero : PauseAfter(integration.Queue.Failures);
            if (integration.QueueDueAt is { } due && (spell.IsSpent || spell.Reason is not null) && due > now + pause)
            {
                integration.QueueDueAt = (now + pause).TruncateToMicroseconds();
            }
        }

        return closed;
    }

    private TimeSpan PauseAfter(int failures)
    {
        var pause = options.Value.Pause * Math.Pow(2, Math.Clamp(failures - 1, 0, 10));
        return pause < options.Value.Renewal ? pause : options.Value.Renewal;
    }

    private static string? Short(string? text) => text is { Length: > MaxText } ? text[..MaxText] : text;
}
