using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CauseFlow.CredentialBroker.Keys;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>The arithmetic of the chain: canonical bytes and their HMAC. Pure but for the key.</summary>
public sealed class AuditChain(BrokerKeys keys)
{
    /// <summary>What stands before the first record.</summary>
    public static string Start { get; } = new('0', 64);

    /// <summary>The key of new records.</summary>
    public string CurrentKeyId => keys.CurrentAuditKeyId;

    /// <summary>Whether the key is there, current or retired.</summary>
    public bool Knows(string keyId) => keys.HasAuditKey(keyId);

    /// <summary>The hash that a record with these values must have.</summary>
    public string HashOf(AuditRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Mac(
            record.KeyId, "record", record.TenantId, Number(record.Sequence), record.Id, Micros(record.At), record.Actor, record.Action,
            record.Subject, record.Details, record.PreviousHash, record.KeyId);
    }

    /// <summary>The signature that a head with these values must have.</summary>
    public string SignatureOf(string tenantId, long count, string hash, DateTimeOffset at, string keyId) =>
        Mac(keyId, "head", tenantId, Number(count), hash, Micros(at), keyId);

    /// <summary>The signature that a checkpoint with these values must have.</summary>
    public string SignatureOf(AuditCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return Mac(
            checkpoint.KeyId, "checkpoint", checkpoint.TenantId, Number(checkpoint.Count), checkpoint.Hash, Micros(checkpoint.At),
            checkpoint.KeyId);
    }

    /// <summary>Moves a checkpoint to a record and signs it.</summary>
    public void Sign(AuditCheckpoint checkpoint, AuditRecord last, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(last);
        (checkpoint.Count, checkpoint.Hash, checkpoint.At, checkpoint.KeyId) = (last.Sequence, last.Hash, at, CurrentKeyId);
        checkpoint.Signature = SignatureOf(checkpoint);
        checkpoint.Version++;
    }

    /// <summary>Compares two hashes in constant time.</summary>
    public static bool AreEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Micros(DateTimeOffset at) => Number((at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / 10);

    /// <summary>Every part is preceded by its length, so that no two different records give the same bytes.</summary>
    private string Mac(string keyId, params ReadOnlySpan<string> parts)
    {
        using var stream = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            stream.Write(length);
            stream.Write(bytes);
        }

        return Convert.ToHexStringLower(keys.AuditMac(keyId, stream.ToArray()));
    }
}
