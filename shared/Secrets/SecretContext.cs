using System.Buffers.Binary;
using System.Text;

namespace CauseFlow.Secrets;

/// <summary>Where a secret belongs. A ciphertext copied to another tenant, owner or field does not decrypt there.</summary>
/// <param name="TenantId">The tenant's id.</param>
/// <param name="Owner">The id of the row that holds the secret.</param>
/// <param name="Field">The name of the field within that row.</param>
public sealed record SecretContext(string TenantId, string Owner, string Field)
{
    /// <summary>Length-prefixed, so that no two different contexts give the same bytes.</summary>
    internal byte[] ToAssociatedData(params ReadOnlySpan<string> more)
    {
        using var stream = new MemoryStream();
        Write(stream, "causeflow.secret");
        Write(stream, TenantId);
        Write(stream, Owner);
        Write(stream, Field);
        foreach (var part in more)
        {
            Write(stream, part);
        }

        return stream.ToArray();
    }

    private static void Write(MemoryStream stream, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        stream.Write(length);
        stream.Write(bytes);
    }
}
