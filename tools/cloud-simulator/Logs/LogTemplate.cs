using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Logs;

/// <summary>
/// A line's text with its generators, parsed once: an hour of logs is tens of thousands of lines.
/// </summary>
internal sealed partial class LogTemplate
{
    private readonly List<(string Literal, string Key, Func<Values, StableRandom, string>? Make)> pieces = [];

    public LogTemplate(string text)
    {
        var at = 0;
        foreach (Match match in Generator().Matches(text))
        {
            var key = match.Groups[1].Value;
            pieces.Add((text[at..match.Index], key, Maker(key.Split('#')[0].Split(':'), key)));
            at = match.Index + match.Length;
        }

        pieces.Add((text[at..], "", null));
    }

    /// <summary>What the generators of one event gave so far; equal generators give equal text within it.</summary>
    internal sealed class Values : Dictionary<string, string>;

    public string Write(DateTimeOffset time, Values values, StableRandom random)
    {
        var text = new StringBuilder(160);
        foreach (var (literal, key, make) in pieces)
        {
            text.Append(literal);
            if (key == "time")
            {
                text.Append(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            }
            else if (make is not null)
            {
                if (!values.TryGetValue(key, out var value))
                {
                    values[key] = value = make(values, random);
                }

                text.Append(value);
            }
        }

        return text.ToString();
    }

    public static string Hex(int length, StableRandom random)
    {
        var text = new StringBuilder(length + 16);
        while (text.Length < length)
        {
            text.Append(random.Next().ToString("x16", CultureInfo.InvariantCulture));
        }

        return text.ToString(0, length);
    }

    private static Func<Values, StableRandom, string> Maker(string[] parts, string key)
    {
        var numbers = parts.Skip(1).Select(part => long.TryParse(part, out var number) ? number : 0).ToArray();
        return parts[0] switch
        {
            "time" => (_, _) => "",
            "uuid" => (_, random) => Uuid(Hex(32, random)),
            "hex" => (_, random) => Hex((int)numbers[0], random),
            "int" => (_, random) => Text(random.NextBetween(numbers[0], numbers[1])),
            "ms" => (_, random) => $"{Text(random.NextBetween(numbers[0], numbers[1]))}.{random.NextBetween(10, 99)}",
            "billed" => (values, _) => Text((long)Math.Ceiling(double.Parse(
                values["ms" + key["billed".Length..]], CultureInfo.InvariantCulture))),
            "ip" => (_, random) =>
                $"10.{random.NextBetween(0, 31)}.{random.NextBetween(0, 255)}.{random.NextBetween(1, 254)}",
            "choice" => Choice(parts[1].Split('|')),
            _ => throw new FormatException($"Unknown generator {{{key}}} in a log template."),
        };
    }

    private static Func<Values, StableRandom, string> Choice(string[] choices) =>
        (_, random) => choices[random.NextBetween(0, choices.Length - 1)];

    private static string Uuid(string hex) => $"{hex[..8]}-{hex[8..12]}-4{hex[13..16]}-a{hex[17..20]}-{hex[20..]}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{((?:time|uuid|hex|int|ms|billed|ip|choice)[^{}]*)\}")]
    private static partial Regex Generator();
}
