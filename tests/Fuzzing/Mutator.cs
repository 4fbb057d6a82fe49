using System.Text;

namespace CauseFlow.Fuzzing;

/// <summary>Makes hostile inputs of good ones; the same seed makes the same ones.</summary>
public sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    private const int MaxLength = 64 * 1024;

    /// <summary>What parsers trip over.</summary>
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\"", "\\", "\\u0000", "\\ud800", "{", "}", "[", "]", ":", ",", "null", "true", "-0", "1e999", "-1e-999",
            "99999999999999999999999999", "0x10", "NaN", "\0", "\r\n", "\u202e", "\ufeff", "é", "😀", "/../", "%00", "arn:", "::::",
            "*", "${jndi:x}", "<!--", "]]>", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00Z", "+0000", "ALARM(", ")",
            "{\"a\":1,\"a\":2}", "\"a\":\"b\",\"a\":\"c\"",
        }.Select(Encoding.UTF8.GetBytes),
        [0xC3, 0x28], [0xFF, 0xFE], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next input: mostly a good one with a few changes.</summary>
    public byte[] Next()
    {
        var bytes = corpus[_random.Next(corpus.Count)].ToList();
        for (var changes = _random.Next(1, 6); changes > 0; changes--)
        {
            Change(bytes);
        }

        return [.. bytes.Take(MaxLength)];
    }

    /// <summary>The same as text; what is no UTF-8 becomes what a reader makes of it.</summary>
    public string NextText() => Encoding.UTF8.GetString(Next());

    /// <summary>A number below the bound.</summary>
    public int Below(int bound) => _random.Next(bound);

    private void Change(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, 1 << _random.Next(8));
        switch (_random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                var other = corpus[_random.Next(corpus.Count)];
                var from = _random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, 1 << _random.Next(10))).ToArray());
                break;
            case 5:
                bytes.InsertRange(at, Enumerable.Repeat((byte)"[{\" 9aA:"[_random.Next(8)], 1 << _random.Next(14)));
                break;
            default:
                bytes.InsertRange(at, Tokens[_random.Next(Tokens.Length)]);
                break;
        }
    }
}
