using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Storage;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>
/// Appends to a tenant's chain on the caller's context, so that a record and what it records are one commit. The commit
/// fails with a concurrency or unique error when somebody else appended meanwhile, and is then made again.
/// </summary>
public sealed class AuditLog(BrokerDbContext db, AuditChain chain, TimeProvider time)
{
    private const int MaxValueLength = 1024;

    /// <summary>Adds the record and moves the head; the caller saves.</summary>
    public async ValueTask<AuditRecord> AppendAsync(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var at = time.GetUtcNow().TruncateToMicroseconds();
        var head = await db.AuditHeads.FindAsync([entry.TenantId], cancellationToken);
        if (head is null)
        {
            head = new AuditHead { TenantId = entry.TenantId, Hash = AuditChain.Start, Signature = "" };
            db.AuditHeads.Add(head);
        }

        var record = Link(entry, head, at);
        db.AuditRecords.Add(record);
        head.Count = record.Sequence;
        head.Hash = record.Hash;
        head.At = at;
        head.Signature = chain.SignatureOf(head.TenantId, head.Count, head.Hash, head.At);
        head.Version++;
        return record;
    }

    private static string Short(string value) => value.Length <= MaxValueLength ? value : value[..MaxValueLength];

    private AuditRecord Link(AuditEntry entry, AuditHead head, DateTimeOffset at)
    {
        var details = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in entry.Details ?? new Dictionary<string, string>())
        {
            details[name] = Short(value);
        }

        var record = new AuditRecord
        {
            Id = Ids.New("aud", time),
            TenantId = entry.TenantId,
            Sequence = head.Count + 1,
            At = at,
            Actor = Short(entry.Actor),
            Action = Short(entry.Action),
            Subject = Short(entry.Subject),
            Details = JsonSerializer.Serialize(details, ContractJson.Options),
            PreviousHash = head.Hash,
        };
        record.Hash = chain.HashOf(record);
        return record;
    }
}
