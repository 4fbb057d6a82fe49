using System.Globalization;
using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.Contracts;
using CauseFlow.Evaluation.Results;

namespace CauseFlow.Evaluation.Input;

/// <summary><c>state.json</c>: [{ts,resource,kind,fields}]. An element is what a cloud says of a resource at a time.</summary>
internal static class States
{
    public const string FileName = "state.json";

    /// <summary>Fields that are lists of lists are flattened, and cut here: a state is no document.</summary>
    private const int MaxAttributes = 200;

    private static readonly string[] StatusFields = ["status", "state", "phase", "health", "lifecyclestate", "dbinstancestatus"];
    private static readonly string[] ReasonFields = ["reason", "code", "statusreason", "errorcode"];
    private static readonly string[] MessageFields = ["message", "detail", "description", "text"];
    private static readonly string[] Healthy = ["running", "ready", "available", "active", "ok", "healthy", "succeeded", "true", "normal", "inservice"];
    private static readonly string[] Failed =
        ["failed", "unhealthy", "crashloopbackoff", "oomkilled", "error", "imagepullbackoff", "errimagepull", "unavailable", "notready", "critical", "evicted"];

    private static readonly string[] Stopped = ["stopped", "terminated", "deleted", "completed", "shutting-down", "deallocated"];
    private static readonly string[] Degraded = ["degraded", "pending", "warning", "impaired", "throttled", "rebooting", "modifying", "failing-over", "storage-full"];

    public static List<ResourceState> Read(string folder, CaseResources resources, EvidenceIds ids, EvidenceSources sources)
    {
        using var document = JsonFile.Open(folder, FileName);
        var redactor = new Redactor();
        var states = new Dictionary<string, ResourceState>(StringComparer.Ordinal);
        foreach (var (row, element) in JsonFile.Rows(document, FileName))
        {
            var time = JsonFile.RequiredTime(element, "ts", FileName, row);
            var resource = resources.Resolve(JsonFile.RequiredText(element, "resource", FileName, row));
            var kind = redactor.Redact(JsonFile.Text(element, "kind") ?? "");
            var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
            if (element.TryGetProperty("fields", out var given))
            {
                Flatten(given, "", fields, redactor);
            }

            var content = string.Join('\n', fields.Select(pair => $"{pair.Key}={pair.Value}"));
            var evidenceId = ids.For("state", resource.Id, time.UtcTicks.ToString(CultureInfo.InvariantCulture), kind, content);
            if (states.TryAdd(evidenceId, StateOf(evidenceId, resource, time, kind, fields)))
            {
                sources.AddRow(evidenceId, FileName, row);
            }
        }

        return [.. states.Values.OrderBy(state => state.EvidenceId, StringComparer.Ordinal)];
    }

    private static ResourceState StateOf(
        string evidenceId, ResourceRef resource, DateTimeOffset time, string kind, SortedDictionary<string, string> fields)
    {
        var status = Find(fields, StatusFields) ?? kind;
        var attributes = new SortedDictionary<string, string>(fields, StringComparer.Ordinal);
        if (kind.Length > 0)
        {
            attributes.TryAdd("kind", kind);
        }

        return new ResourceState
        {
            EvidenceId = evidenceId, Resource = resource, Status = StatusOf(status), NativeStatus = status,
            Conditions =
            [
                new ResourceCondition
                {
                    Type = kind.Length > 0 ? kind : "state", Reason = Find(fields, ReasonFields), Message = Find(fields, MessageFields), Since = time,
                },
            ],
            Attributes = attributes, ObservedAt = time,
        };
    }

    private static ResourceStatus StatusOf(string word) =>
        Is(word, Failed) ? ResourceStatus.Failed
        : Is(word, Stopped) ? ResourceStatus.Stopped
        : Is(word, Degraded) ? ResourceStatus.Degraded
        : Is(word, Healthy) ? ResourceStatus.Healthy
        : ResourceStatus.Unknown;

    private static bool Is(string word, string[] words) => words.Contains(word.Trim(), StringComparer.OrdinalIgnoreCase);

    private static string? Find(SortedDictionary<string, string> fields, string[] names)
    {
        foreach (var name in names)
        {
            foreach (var (field, value) in fields)
            {
                if (value.Length > 0 && field.Replace("_", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }
        }

        return null;
    }

    private static void Flatten(JsonElement value, string path, SortedDictionary<string, string> fields, Redactor redactor)
    {
        if (fields.Count >= MaxAttributes)
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    Flatten(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", fields, redactor);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (place, item) in value.EnumerateArray().Index())
                {
                    Flatten(item, $"{path}[{place}]", fields, redactor);
                }

                break;
            default:
                if (JsonFile.Text(value) is { } text)
                {
                    fields[path.Length == 0 ? "value" : path] = redactor.Redact(text);
                }

                break;
        }
    }
}
