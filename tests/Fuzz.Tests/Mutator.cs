using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CauseFlow.Fuzz.Tests;

/// <summary>
/// Makes hostile inputs out of honest ones: bytes changed, cut, repeated and spliced, words that parsers stumble over, and JSON whose
/// members are dropped, doubled, nested and replaced by other types. The same seed makes the same inputs.
/// </summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus, int seed)
{
    private const int MaxBytes = 300_000;
    private const int MaxKept = 200;

    private static readonly string[] Words =
    [
        "\"", "\\", "\\u0000", "\\ud800", "\0", "{", "}", "[", "]", ":", ",", "null", "true", "1e999", "-0", "NaN", "9223372036854775808",
        "0.1e-400", "arn:aws:", "arn:aws:sns:us-east-1:123456789012:", "::::::", "*", "?", "//", "..", "%00", "%2e%2e", "\r\n", "\u202e",
        "\ufeff", "İ", "ſ", "𝟘", "\"Action\":\"*\"", "${aws:username}", "ALARM(", "(((((((((", ")))))))))", "OR NOT ", "2026-02-30T25:61:61Z",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "+99:99", "https://sns.us-east-1.amazonaws.com/", "javascript:",
        "subscriptions/", "/providers/", "<script>", "' or 1=1 --", "$ref", "__proto__", "\u001b[31m",
    ];

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _kept = [.. corpus];

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        var input = _kept[_random.Next(_kept.Count)];
        if (_random.Next(3) == 0 && OfJson(input) is { } json)
        {
            input = json;
        }

        for (var changes = _random.Next(4); changes >= 0; changes--)
        {
            input = Changed(input);
        }

        return input.Length <= MaxBytes ? input : input[..MaxBytes];
    }

    /// <summary>An input that was taken leads further into the code than one that was refused at once.</summary>
    public void Keep(byte[] input)
    {
        if (_kept.Count < corpus.Count + MaxKept)
        {
            _kept.Add(input);
        }
        else
        {
            _kept[corpus.Count + _random.Next(MaxKept)] = input;
        }
    }

    private byte[] Changed(byte[] input)
    {
        var at = _random.Next(input.Length + 1);
        var length = _random.Next(Math.Min(64, input.Length - at) + 1);
        switch (_random.Next(8))
        {
            case 0 when input.Length > 0:
                var flipped = (byte[])input.Clone();
                flipped[_random.Next(flipped.Length)] ^= (byte)(1 << _random.Next(8));
                return flipped;
            case 1:
                return [.. input.AsSpan(0, at), .. input.AsSpan(at + length)];
            case 2:
                var other = _kept[_random.Next(_kept.Count)];
                return [.. input.AsSpan(0, at), .. other.AsSpan(_random.Next(other.Length + 1))];
            case 3:
                return [.. input.AsSpan(0, at), .. Repeated(input.AsSpan(at, length), _random.Next(1, 200)), .. input.AsSpan(at)];
            case 4:
                var noise = new byte[length];
                _random.NextBytes(noise);
                return [.. input.AsSpan(0, at), .. noise, .. input.AsSpan(at + length)];
            case 5:
                return input[..at];
            default:
                var word = Encoding.UTF8.GetBytes(Words[_random.Next(Words.Length)]);
                return [.. input.AsSpan(0, at), .. Repeated(word, _random.Next(12) == 0 ? _random.Next(1, 5_000) : 1), .. input.AsSpan(at + length)];
        }
    }

    private static byte[] Repeated(ReadOnlySpan<byte> bytes, int times)
    {
        var all = new byte[Math.Min(bytes.Length * times, MaxBytes)];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = bytes[i % bytes.Length];
        }

        return all;
    }

    /// <summary>Null for what is no JSON.</summary>
    private byte[]? OfJson(byte[] input)
    {
        try
        {
            var root = JsonNode.Parse(input, documentOptions: new JsonDocumentOptions { MaxDepth = 64 });
            var places = new List<(JsonNode Parent, object At)>();
            Find(root, places);
            if (places.Count == 0)
            {
                return null;
            }

            var (parent, at) = places[_random.Next(places.Count)];
            if (parent is JsonObject members)
            {
                Change(members, (string)at);
            }
            else
            {
                ((JsonArray)parent)[(int)at] = Value();
            }

            return Encoding.UTF8.GetBytes(root!.ToJsonString());
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // What an earlier change has made is no longer JSON, or names a member twice.
            return null;
        }
    }

    private void Change(JsonObject members, string name)
    {
        switch (_random.Next(4))
        {
            case 0:
                members.Remove(name);
                break;
            case 1:
                var moved = members[name]?.DeepClone();
                members.Remove(name);
                members[_random.Next(2) == 0 ? name.ToUpperInvariant() : Words[_random.Next(Words.Length)]] = moved;
                break;
            default:
                members[name] = Value();
                break;
        }
    }

    private JsonNode? Value() => _random.Next(9) switch
    {
        0 => null,
        1 => JsonValue.Create(_random.Next(2) == 0),
        2 => JsonValue.Create(_random.NextInt64(long.MinValue, long.MaxValue)),
        3 => JsonValue.Create(double.MaxValue),
        4 => new JsonArray([.. Enumerable.Range(0, _random.Next(400)).Select(i => (JsonNode?)JsonValue.Create(i))]),
        5 => Nested(_random.Next(60)),
        6 => JsonValue.Create(new string('x', _random.Next(20_000))),
        7 => new JsonObject([.. Enumerable.Range(0, _random.Next(200)).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)JsonValue.Create(i)))]),
        _ => JsonValue.Create(Words[_random.Next(Words.Length)]),
    };

    private static JsonNode Nested(int depth)
    {
        JsonNode inner = new JsonObject();
        for (var i = 0; i < depth; i++)
        {
            inner = i % 2 == 0 ? new JsonArray(inner) : new JsonObject { ["a"] = inner };
        }

        return inner;
    }

    private static void Find(JsonNode? node, List<(JsonNode Parent, object At)> places)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    places.Add((members, name));
                    Find(value, places);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    places.Add((items, i));
                    Find(items[i], places);
                }

                break;
        }
    }
}
