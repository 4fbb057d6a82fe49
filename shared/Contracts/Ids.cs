namespace CauseFlow.Contracts;

/// <summary>
/// Public identifiers: a prefix and the ULID text (26 characters, Crockford base 32) of a version-7 GUID.
/// They identify; they do not order (two ids of one millisecond are in no order).
/// </summary>
public static class Ids
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static readonly System.Buffers.SearchValues<char> AlphabetCharacters =
        System.Buffers.SearchValues.Create(Alphabet);

    /// <summary>Prefixes in use: <c>inc</c>, <c>inv</c>, <c>int</c>, <c>crd</c>, <c>lea</c>, <c>aud</c>, <c>key</c>, <c>ten</c>, <c>dlv</c>, <c>run</c>.</summary>
    public static string New(string prefix, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        ArgumentNullException.ThrowIfNull(time);
        return FromGuid(prefix, Guid.CreateVersion7(time.GetUtcNow()));
    }

    /// <summary>The identifier of a GUID that the caller chose, so that repeated work names the same thing.</summary>
    public static string FromGuid(string prefix, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        Span<char> text = stackalloc char[26];
        for (var i = 25; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(uint)(value & 31)];
            value >>= 5;
        }

        return string.Concat(prefix, "_", text);
    }

    /// <summary>True when <paramref name="id"/> is the prefix, an underscore and 26 characters of the alphabet.</summary>
    public static bool IsValid(string? id, string prefix)
    {
        if (id is null || id.Length != prefix.Length + 27 || !id.StartsWith(prefix, StringComparison.Ordinal)
            || id[prefix.Length] != '_')
        {
            return false;
        }

        return id.AsSpan(prefix.Length + 1).IndexOfAnyExcept(AlphabetCharacters) < 0;
    }
}
