using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>
/// Reads a whole chain and finds change, loss, reordering, and truncation up to the last head. Whoever can write to the
/// database can put an older head back, which only a head from the log (<see cref="SignedHead"/>) gives away. It begins at the
/// checkpoint of the retention, where there is one.
/// </summary>
public sealed class AuditVerifier(BrokerDbContext db, AuditChain chain)
{
    /// <param name="tenantId">Whose chain.</param>
    /// <param name="logged">A head from the log, or null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<AuditVerification> VerifyAsync(
        string tenantId, SignedHead? logged, CancellationToken cancellationToken) =>
        (await ReadAsync(tenantId, logged, DateTimeOffset.MinValue, cancellationToken)).Verification;

    /// <summary>The same, with the last of the records at its beginning that are all older; null where the first is not.</summary>
    internal Task<(AuditVerification Verification, AuditRecord? LastOld)> VerifyAsync(
        string tenantId, DateTimeOffset olderThan, CancellationToken cancellationToken) =>
        ReadAsync(tenantId, null, olderThan, cancellationToken);

    private async Task<(AuditVerification Verification, AuditRecord? LastOld)> ReadAsync(
        string tenantId, SignedHead? logged, DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        var head = await db.AuditHeads.AsNoTracking()
            .FirstOrDefaultAsync(x => x.TenantId == tenantId, cancellationToken);
        if (HeadProblem(tenantId, head, logged) is { } problem)
        {
            return (Broken(head?.Count ?? 0, head?.Count ?? 0, problem), null);
        }

        var checkpoint = await db.AuditCheckpoints.AsNoTracking()
            .FirstOrDefaultAsync(x => x.TenantId == tenantId, cancellationToken);
        if (CheckpointProblem(checkpoint, head, logged) is { } cut)
        {
            return (Broken(0, checkpoint!.Count, cut), null);
        }

        // Records behind the head were appended after it was read.
        var (start, end) = (checkpoint?.Count ?? 0, head?.Count ?? 0);
        var (previous, at) = (checkpoint?.Hash ?? AuditChain.Start, start);
        var (lastOld, allOld) = (default(AuditRecord), true);
        var records = db.AuditRecords.AsNoTracking()
            .Where(x => x.TenantId == tenantId && x.Sequence > start && (x.Sequence <= end || end == 0))
            .OrderBy(x => x.Sequence).AsAsyncEnumerable();
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            at++;
            if (RecordProblem(record, at, previous, logged) is { } wrong)
            {
                return (Broken(at - start, at, wrong), null);
            }

            previous = record.Hash;
            allOld = allOld && record.At < olderThan;
            lastOld = allOld ? record : lastOld;
        }

        if (at != end || previous != (head?.Hash ?? AuditChain.Start))
        {
            return (Broken(at - start, at + 1, head is null ? "The head is lost." : "The end of the chain is truncated."), null);
        }

        return (new AuditVerification
        {
            Ok = true, Count = at - start, KeptFrom = start + 1, IsHeadCompared = logged is null ? null : logged.Count >= start,
        }, lastOld);
    }

    private static AuditVerification Broken(long count, long at, string problem) =>
        new() { Ok = false, Count = count, BrokenAt = at, Problem = problem };

    private string? HeadProblem(string tenantId, AuditHead? head, SignedHead? logged)
    {
        if ((head is not null && !chain.Knows(head.KeyId)) || (logged is not null && !chain.Knows(logged.KeyId)))
        {
            return "The audit key of the head is missing. Restore it to the key folder as audit-<name>.key.";
        }

        if (head is not null && !AuditChain.AreEqual(
                head.Signature, chain.SignatureOf(tenantId, head.Count, head.Hash, head.At, head.KeyId)))
        {
            return "The head was changed.";
        }

        if (logged is null)
        {
            return null;
        }

        return !AuditChain.AreEqual(logged.Signature, chain.SignatureOf(tenantId, logged.Count, logged.Hash, logged.At, logged.KeyId))
            ? "The given head is not one of this tenant's."
            : logged.Count > (head?.Count ?? 0) ? "The chain ends before the given head: it was truncated." : null;
    }

    private string? CheckpointProblem(AuditCheckpoint? checkpoint, AuditHead? head, SignedHead? logged)
    {
        if (checkpoint is null)
        {
            return null;
        }

        if (!chain.Knows(checkpoint.KeyId))
        {
            return $"The audit key {checkpoint.KeyId} is missing. Restore it to the key folder as audit-<name>.key.";
        }

        if (!AuditChain.AreEqual(checkpoint.Signature, chain.SignatureOf(checkpoint)))
        {
            return "The checkpoint of the retention was changed.";
        }

        // What it says of the head: the record of the deletion itself comes after it.
        return checkpoint.Count >= (head?.Count ?? 0) ? "The chain ends before the checkpoint of the retention: it was truncated."
            : logged?.Count == checkpoint.Count && !AuditChain.AreEqual(logged.Hash, checkpoint.Hash)
                ? "The checkpoint differs from the given head: the chain was written anew."
                : null;
    }

    private string? RecordProblem(AuditRecord record, long expected, string previous, SignedHead? logged)
    {
        if (record.Sequence != expected)
        {
            return $"Record {expected} is lost.";
        }

        if (!chain.Knows(record.KeyId))
        {
            return $"The audit key {record.KeyId} is missing. Restore it to the key folder as audit-<name>.key.";
        }

        if (!AuditChain.AreEqual(record.Hash, chain.HashOf(record)))
        {
            return "The record was changed.";
        }

        if (!AuditChain.AreEqual(record.PreviousHash, previous))
        {
            return "The record does not follow the one before it: records were reordered or replaced.";
        }

        return logged?.Count == expected && !AuditChain.AreEqual(logged.Hash, record.Hash)
            ? "The record differs from the given head: the chain was written anew."
            : null;
    }
}
