using System.Globalization;
using System.Text;

namespace CauseFlow.Collection.Tests;

/// <summary>
/// Writes a log in the manner of one kind of system, and knows which statement each line is of. A dialect is a file of statements,
/// each with its weight: <c>{a|b}</c> is one of several texts, <c>{ip}</c> and the like a value of that kind,
/// <c>{n:1-9}</c> a number, <c>\{</c> a bracket.
/// </summary>
/// <param name="Name">develop-… for those that mining was set on, heldout-… for those that checked it then, fresh-… for those written after that.</param>
/// <param name="Statements">Weight and text.</param>
public sealed record LogDialect(string Name, IReadOnlyList<(int Weight, string Text)> Statements)
{
    private static readonly string[] Users =
        ["admin", "test", "oracle", "webmaster", "guest", "postgres", "ftpuser", "alice", "bob", "support", "ubnt", "pi", "nagios", "jenkins",
            "user1", "deploy", "backup", "svc_mail", "maria", "www-data", "info", "a", "tomcat7", "git"];

    private static readonly string[] Words =
        ["lumen", "harbor", "kestrel", "nimbus", "orchid", "pixel", "quartz", "raven", "sable", "tango", "umbra", "velvet", "willow", "xenon",
            "yonder", "zephyr", "amber", "basil", "cedar", "delta", "ember", "falcon", "garnet", "hazel", "indigo", "juniper"];

    /// <summary>All dialects that are embedded in this assembly.</summary>
    public static IReadOnlyList<LogDialect> All()
    {
        var assembly = typeof(LogDialect).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(name => name.Contains(".Dialects.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return Parse(name.Split('.')[^2], reader.ReadToEnd());
            })];
    }

    public static LogDialect Parse(string name, string text) => new(name, [.. text.Split('\n').Where(line => line.Length > 0).Select(line =>
        (int.Parse(line[..line.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture), line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]))]);

    /// <summary>Lines with the number of their statement; every statement has one line at least.</summary>
    public IReadOnlyList<(int Statement, string Line)> Write(int count, int seed)
    {
        var random = new Random(seed);
        var total = Statements.Sum(statement => statement.Weight);
        var lines = Enumerable.Range(0, count).Select(i => i < Statements.Count ? i : Pick(random.Next(total))).ToArray();
        random.Shuffle(lines);
        return [.. lines.Select(i => (i, Fill(Statements[i].Text, random)))];
    }

    private int Pick(int value)
    {
        var statement = 0;
        while (value >= Statements[statement].Weight)
        {
            value -= Statements[statement++].Weight;
        }

        return statement;
    }

    private static string Fill(string text, Random random)
    {
        var filled = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '{' or '}')
            {
                filled.Append(text[++i]);
            }
            else if (text[i] == '{')
            {
                var end = End(text, i);
                filled.Append(Value(text[(i + 1)..end], random));
                i = end;
            }
            else
            {
                filled.Append(text[i]);
            }
        }

        return filled.ToString();
    }

    private static int End(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '{' or '}')
            {
                i++;
                continue;
            }

            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        throw new FormatException($"A bracket stays open in: {text}");
    }

    private static string Value(string kind, Random random)
    {
        var choices = Choices(kind);
        if (choices.Count > 1)
        {
            return Fill(choices[random.Next(choices.Count)], random);
        }

        var parts = kind.Split(':', 3);
        return parts[0] switch
        {
            "n" => parts.Length == 1 ? Number(random.Next(0, 10_000)) : Between(parts[1], random),
            "f" => (random.Next(1, 9_000) / 10.0).ToString("0.0###", CultureInfo.InvariantCulture),
            "big" => (random.Next(2) == 0 ? "-" : "") + Number(random.NextInt64(1_000_000_000, 9_000_000_000_000_000_000)),
            "hex" or "hexd" => Hex(random, Length(parts[1], random)),
            "rand" => Random(random, Length(parts[1], random)),
            "ip" => $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}",
            "port" => Number(random.Next(1_024, 65_000)),
            "addr" => Fill("{ip}:{port}", random),
            "mac" => string.Join(':', Enumerable.Range(0, 6).Select(_ => random.Next(256).ToString("x2", CultureInfo.InvariantCulture))),
            "uuid" => $"{Hex(random, 8)}-{Hex(random, 4)}-4{Hex(random, 3)}-a{Hex(random, 3)}-{Hex(random, 12)}",
            "user" => Users[random.Next(Users.Length)],
            "word" => Words[random.Next(Words.Length)],
            "host" => $"{Words[random.Next(Words.Length)]}{(random.Next(2) == 0 ? "-" + Number(random.Next(100)) : "")}.{Words[random.Next(Words.Length)]}.test",
            "hostb" => $"{Words[random.Next(6)]}-{random.Next(1, 40)}",
            "node" => Fill("R{n:10-77}-M{n:0-1}-N{n:0-9}-C:J{n:10-19}-U{n:10-99}", random),
            "path" => "/" + string.Join('/', Enumerable.Range(0, random.Next(2, 5)).Select(_ => Words[random.Next(Words.Length)])),
            "file" => $"{Words[random.Next(Words.Length)]}.{(random.Next(2) == 0 ? "conf" : "xml")}",
            "url" => $"hdfs://{Words[random.Next(4)]}-{random.Next(9)}:9000/{Words[random.Next(Words.Length)]}/part-{random.Next(10_000, 99_999)}",
            "bool" => random.Next(2) == 0 ? "true" : "false",
            "date" => Fill("2026-11-{n:10-29} {n:10-23}:{n:10-59}:{n:10-59}", random),
            "day" => ((DayOfWeek)random.Next(7)).ToString()[..3],
            "mon" => new DateTime(2026, random.Next(1, 13), 1).ToString("MMM", CultureInfo.InvariantCulture),
            "list" => string.Join(", ", Enumerable.Range(0, Count(parts[2], random)).Select(_ => Value(parts[1], random))),
            _ => throw new FormatException($"There is no kind {kind}."),
        };
    }

    /// <summary>The texts between bars that stand in no brackets of their own.</summary>
    private static List<string> Choices(string kind)
    {
        var (choices, begin, depth) = (new List<string>(), 0, 0);
        for (var i = 0; i < kind.Length; i++)
        {
            if (kind[i] == '\\')
            {
                i++;
                continue;
            }

            depth += kind[i] == '{' ? 1 : kind[i] == '}' ? -1 : 0;
            if (kind[i] == '|' && depth == 0)
            {
                choices.Add(kind[begin..i]);
                begin = i + 1;
            }
        }

        choices.Add(kind[begin..]);
        return choices;
    }

    private static string Between(string range, Random random)
    {
        var bar = range.IndexOf('-', 1);
        return bar < 0 ? range : Number(random.NextInt64(
            long.Parse(range[..bar], CultureInfo.InvariantCulture), long.Parse(range[(bar + 1)..], CultureInfo.InvariantCulture) + 1));
    }

    private static int Count(string range, Random random) => int.Parse(Between(range, random), CultureInfo.InvariantCulture);

    private static int Length(string range, Random random) => Count(range, random);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Hex(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => "0123456789abcdef"[random.Next(16)]));

    private static string Random(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ =>
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"[random.Next(62)]));
}
