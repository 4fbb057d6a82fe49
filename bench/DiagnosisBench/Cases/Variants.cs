using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CauseFlow.DiagnosisBench.Imports;
using CauseFlow.Evaluation.Input;

namespace CauseFlow.DiagnosisBench.Cases;

/// <summary>The same case told otherwise. Each writes a changed copy of a case's folder; all chance comes from a seed.</summary>
internal static partial class Variants
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every row of every file in another order.</summary>
    public static void Shuffle(string from, string to, int seed)
    {
        var random = new Random(seed);
        foreach (var file in Files(from, to))
        {
            if (file.Name is "metrics.csv" or "logs.jsonl")
            {
                Rows(file, rows => [.. rows.OrderBy(_ => random.Next())]);
            }
            else
            {
                Document(file, node => Shuffled(node, random));
            }
        }
    }

    /// <summary>A share of the rows of metrics and logs is lost.</summary>
    public static void Drop(string from, string to, int seed, double share)
    {
        var random = new Random(seed);
        foreach (var file in Files(from, to))
        {
            if (file.Name is "metrics.csv" or "logs.jsonl")
            {
                Rows(file, rows => [.. rows.Where(_ => random.NextDouble() >= share)]);
            }
            else
            {
                File.Copy(file.From, file.To);
            }
        }
    }

    /// <summary>The clocks of the sources differ: logs are late, states and changes early, metrics right.</summary>
    public static void Skew(string from, string to, TimeSpan skew)
    {
        foreach (var file in Files(from, to))
        {
            if (file.Name == "logs.jsonl")
            {
                Rows(file, rows => [.. rows.Select(row => Moved(JsonNode.Parse(row)!, "ts", skew).ToJsonString(Json))]);
            }
            else if (file.Name is "state.json" or "changes.json")
            {
                Document(file, node => new JsonArray([.. node.AsArray().Select(item => Moved(item!.DeepClone(), "ts", -skew))]));
            }
            else
            {
                File.Copy(file.From, file.To);
            }
        }
    }

    /// <summary>The alarm and its window are earlier or later than they were.</summary>
    public static void MoveOnset(string from, string to, TimeSpan by)
    {
        foreach (var file in Files(from, to))
        {
            if (file.Name == "incident.json")
            {
                Document(file, node => Moved(Moved(Moved(node, "firedAt", by), "windowStart", by), "windowEnd", by));
            }
            else
            {
                File.Copy(file.From, file.To);
            }
        }
    }

    /// <summary>Every resource has another name, wherever it stands; answers the new names by the old.</summary>
    public static IReadOnlyDictionary<string, string> Rename(string from, string to, int seed)
    {
        var random = new Random(seed);
        var names = NamesIn(from).Order(StringComparer.Ordinal).ToDictionary(
            name => name, _ => string.Concat(Enumerable.Range(0, 3).Select(_ => $"{"bdfgklmnprstvz"[random.Next(14)]}{"aeiou"[random.Next(5)]}")) + random.Next(10, 100),
            StringComparer.Ordinal);
        var form = names.Count == 0 ? null : new Regex(
            $"(?<![A-Za-z0-9_])({string.Join('|', names.Keys.OrderByDescending(name => name.Length).Select(name => Regex.Escape(name)))})(?![A-Za-z0-9_])",
            RegexOptions.CultureInvariant);
        foreach (var file in Files(from, to))
        {
            var text = File.ReadAllText(file.From);
            File.WriteAllText(file.To, form is null ? text : form.Replace(text, match => names[match.Value]));
        }

        return names;
    }

    private static HashSet<string> NamesIn(string folder)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            var text = File.ReadAllText(path);
            if (Path.GetFileName(path) == "metrics.csv")
            {
                var table = Table.Parse(text);
                var place = table.Place("resource");
                names.UnionWith(table.Rows.Skip(1).Where(row => row.Count > place).Select(row => row[place]));
            }
            else
            {
                names.UnionWith(ResourceForm().Matches(text).Select(match => match.Groups[2].Value));
                if (Path.GetFileName(path) == "topology.json")
                {
                    foreach (var node in JsonNode.Parse(text)!["nodes"]?.AsArray() ?? [])
                    {
                        names.Add((string)node!["id"]!);
                        names.UnionWith((node["aliases"]?.AsArray() ?? []).Select(alias => (string)alias!));
                    }
                }
            }
        }

        names.RemoveWhere(name => name.Length < 3);
        return names;
    }

    private static IEnumerable<(string Name, string From, string To)> Files(string from, string to)
    {
        Directory.CreateDirectory(to);
        return Directory.EnumerateFiles(from).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), path, Path.Combine(to, Path.GetFileName(path))));
    }

    private static void Rows((string Name, string From, string To) file, Func<IReadOnlyList<string>, IEnumerable<string>> change)
    {
        var lines = File.ReadAllLines(file.From);
        var header = file.Name.EndsWith(".csv", StringComparison.Ordinal) ? 1 : 0;
        File.WriteAllLines(file.To, [.. lines[..header], .. change(lines[header..])]);
    }

    private static void Document((string Name, string From, string To) file, Func<JsonNode, JsonNode> change) =>
        File.WriteAllText(file.To, change(JsonNode.Parse(File.ReadAllText(file.From))!).ToJsonString(Json));

    private static JsonNode Shuffled(JsonNode node, Random random) => node switch
    {
        JsonArray list => new JsonArray([.. list.OrderBy(_ => random.Next()).Select(item => item?.DeepClone())]),
        JsonObject members => new JsonObject([.. members.Select(member => KeyValuePair.Create(
            member.Key, member.Value is JsonArray list ? Shuffled(list, random) : member.Value?.DeepClone()))]),
        _ => node.DeepClone(),
    };

    private static JsonNode Moved(JsonNode node, string name, TimeSpan by)
    {
        if (node[name] is JsonValue value && Timestamps.TryParse(value.GetValueKind() == JsonValueKind.String ? (string?)value : value.ToJsonString(), out var time))
        {
            node[name] = CaseWriter.Time(time + by);
        }

        return node;
    }

    [GeneratedRegex("\"(resource|from|to)\"\\s*:\\s*\"([^\"\\\\]+)\"")]
    private static partial Regex ResourceForm();
}
