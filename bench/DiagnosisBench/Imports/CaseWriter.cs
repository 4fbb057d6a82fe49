using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.DiagnosisBench.Cases;

namespace CauseFlow.DiagnosisBench.Imports;

/// <summary>Writes one case as the protocol describes it, and its truth outside of it.</summary>
internal sealed class CaseWriter
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly StringBuilder _metrics = new();
    private readonly StringBuilder _logs = new();
    private readonly JsonArray _states = [];
    private readonly JsonArray _changes = [];
    private readonly JsonArray _nodes = [];
    private readonly JsonArray _edges = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public required JsonObject Incident { get; init; }
    public required JsonObject Truth { get; init; }

    public static JsonObject IncidentOf(
        string id, string provider, string? resource, string? metric, string? statistic, string? direction,
        DateTimeOffset firedAt, DateTimeOffset from, DateTimeOffset to) => new()
        {
            ["id"] = id, ["provider"] = provider, ["firedAt"] = Time(firedAt), ["resource"] = resource, ["metric"] = metric,
            ["statistic"] = statistic, ["direction"] = direction, ["windowStart"] = Time(from), ["windowEnd"] = Time(to),
        };

    public static JsonObject TruthOf(string? resource, string? category, DateTimeOffset? onset, string[] aliases, params string[] forbidden) => new()
    {
        ["causes"] = new JsonArray(new JsonObject
        {
            ["resource"] = resource, ["aliases"] = Texts(aliases), ["category"] = category,
        }),
        ["onset"] = onset is { } time ? Time(time) : null, ["healthy"] = false, ["forbidden"] = Texts(forbidden),
    };

    public static JsonObject Healthy() => new() { ["causes"] = new JsonArray(), ["healthy"] = true, ["forbidden"] = new JsonArray() };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    public void Metric(DateTimeOffset time, string resource, string metric, string statistic, string unit, string value)
    {
        if (_metrics.Length == 0)
        {
            _metrics.Append("ts,resource,metric,statistic,unit,value\n");
        }

        _metrics.Append(Time(time)).Append(',').Append(Quoted(resource)).Append(',').Append(Quoted(metric)).Append(',').Append(statistic).Append(',')
            .Append(Quoted(unit)).Append(',').Append(value).Append('\n');
    }

    public void Log(DateTimeOffset time, string resource, string? level, string message)
    {
        var line = new JsonObject { ["ts"] = Time(time), ["resource"] = resource, ["message"] = message };
        if (level is not null)
        {
            line["level"] = level;
        }

        _logs.Append(line.ToJsonString(Json)).Append('\n');
    }

    public void State(DateTimeOffset time, string resource, string kind, JsonNode? fields) =>
        _states.Add(new JsonObject { ["ts"] = Time(time), ["resource"] = resource, ["kind"] = kind, ["fields"] = fields?.DeepClone() });

    /// <summary>A node that is known already stays as it is.</summary>
    public void Node(string id, string kind, params string[] aliases)
    {
        if (_known.Add(id))
        {
            _nodes.Add(new JsonObject { ["id"] = id, ["kind"] = kind, ["aliases"] = Texts(aliases) });
        }
    }

    public void Edge(string from, string to, string type) => _edges.Add(new JsonObject { ["from"] = from, ["to"] = to, ["type"] = type });

    public void Save(CaseStore store, string system, string name)
    {
        var folder = Directory.CreateDirectory(store.CaseFolder(system, name)).FullName;
        Write(Path.Combine(folder, "incident.json"), Incident.ToJsonString(Json));
        WriteIf(_metrics.Length > 0, folder, "metrics.csv", () => _metrics.ToString());
        WriteIf(_logs.Length > 0, folder, "logs.jsonl", () => _logs.ToString());
        WriteIf(_states.Count > 0, folder, "state.json", () => _states.ToJsonString(Json));
        WriteIf(_changes.Count > 0, folder, "changes.json", () => _changes.ToJsonString(Json));
        WriteIf(_nodes.Count > 0, folder, "topology.json", () => new JsonObject { ["nodes"] = _nodes, ["edges"] = _edges }.ToJsonString(Json));
        Directory.CreateDirectory(Path.GetDirectoryName(store.TruthFile(system, name))!);
        Write(store.TruthFile(system, name), Truth.ToJsonString(Json));
    }

    private static void WriteIf(bool isThere, string folder, string file, Func<string> text)
    {
        if (isThere)
        {
            Write(Path.Combine(folder, file), text());
        }
    }

    private static void Write(string path, string text) => File.WriteAllText(path, text);

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
