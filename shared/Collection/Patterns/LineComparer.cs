using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CauseFlow.Collection.Patterns;

/// <summary>
/// Compares masked lines. Hashes four characters at a time, from a start of its own, so that nobody can write lines that
/// collide: half the time of the runtime's hash of a string, and each line is hashed once.
/// </summary>
internal sealed class LineComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>
{
    private readonly ulong _start = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode([DisallowNull] string obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<char> alternate, string other) => alternate.SequenceEqual(other);

    public string Create(ReadOnlySpan<char> alternate) => alternate.ToString();

    public int GetHashCode(ReadOnlySpan<char> alternate)
    {
        var words = MemoryMarshal.Cast<char, ulong>(alternate);
        var (one, other) = (_start, BitOperations.RotateLeft(_start, 32) + (ulong)alternate.Length);
        var i = 0;
        for (; i + 1 < words.Length; i += 2)
        {
            one = Mixed(one ^ words[i]);
            other = Mixed(other ^ words[i + 1]);
        }

        one = i < words.Length ? Mixed(one ^ words[i]) : one;
        foreach (var c in alternate[(words.Length * 4)..])
        {
            one = Mixed(one ^ c);
        }

        var hash = Mixed(one ^ BitOperations.RotateLeft(other, 17));
        return (int)(hash ^ (hash >> 32));
    }

    /// <summary>The upper half of the product carries what the lower loses.</summary>
    private static ulong Mixed(ulong value)
    {
        var high = Math.BigMul(value, 0x9E3779B97F4A7C15UL, out var low);
        return high ^ low;
    }
}
