using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Logs;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>Cloud Logging: entries of generated logs and of the audit logs.</summary>
internal sealed class LoggingApi(LoadedScenario scenario, ScenarioGoogle google)
{
    private static readonly TimeSpan MaxSpan = TimeSpan.FromDays(30);
    private readonly ConcurrentDictionary<ScenarioLogStream, LogTemplate[]> templates = new(ReferenceEqualityComparer.Instance);

    public JsonObject List(GoogleCall call)
    {
        var body = call.Request.Json();
        var names = (body["resourceNames"] as JsonArray)?.Select(item => item?.GetValue<string>()).ToList() ?? [];
        if (names.Count is 0 or > 100)
        {
            throw GoogleErrors.Invalid("At least one and at most 100 resource names are required.");
        }

        if (names.Exists(name => name != $"projects/{google.Project}"))
        {
            throw GoogleErrors.Denied("logging.logEntries.list", names.First(name => name != $"projects/{google.Project}")!);
        }

        call.Require("logging.logEntries.list", $"projects/{google.Project}");
        var size = body["pageSize"]?.GetValue<int>() ?? 50;
        if (size is < 0 or > 1000)
        {
            throw GoogleErrors.Invalid("page_size must be at most 1000.");
        }

        var text = body["filter"]?.GetValue<string>() ?? "";
        var filter = LogFilter.Parse(text);
        var order = body["orderBy"]?.GetValue<string>() ?? "timestamp asc";
        var (from, to) = Bounds(text);
        var entries = Generated(from, to, filter).Concat(Audit(from, to, filter));
        var ordered = order == "timestamp desc" ? entries.OrderByDescending(entry => entry.Time) : entries.OrderBy(entry => entry.Time);
        return call.Page(
            "entries", [.. ordered.Select(entry => entry.Body)], size == 0 ? 50 : size, body["pageToken"]?.GetValue<string>());
    }

    /// <summary>The times that the filter names, so that not a whole month is generated.</summary>
    private (DateTimeOffset From, DateTimeOffset To) Bounds(string filter)
    {
        var times = filter.Split("timestamp").Skip(1)
            .Select(part => (IsStart: part.TrimStart().StartsWith('>'), Time: GoogleTime.Read(part.Split('"').ElementAtOrDefault(1))))
            .Where(bound => bound.Time is not null).ToList();
        var to = times.Where(bound => !bound.IsStart).Select(bound => bound.Time!.Value).DefaultIfEmpty(scenario.Now).Max();
        var from = times.Where(bound => bound.IsStart).Select(bound => bound.Time!.Value).DefaultIfEmpty(to.AddDays(-1)).Min();
        return (from < to - MaxSpan ? to - MaxSpan : from, to < scenario.Now ? to : scenario.Now);
    }

    private IEnumerable<(DateTimeOffset Time, JsonNode Body)> Generated(DateTimeOffset from, DateTimeOffset to, LogFilter filter)
    {
        for (var index = 0; index < google.Logs.Count; index++)
        {
            var log = google.Logs[index];
            var texts = templates.GetOrAdd(log, key => [.. key.Lines.Select(line => new LogTemplate(line.Text))]);
            for (var minute = scenario.MinuteOf(from) - 1; minute <= scenario.MinuteOf(to); minute++)
            {
                foreach (var (time, line, id) in Minute(log, texts, index, minute))
                {
                    if (time >= from && time < to && filter.Matches(field => Field(log, time, line, field)))
                    {
                        yield return (time, Entry(log, time, line, id));
                    }
                }
            }
        }
    }

    private IEnumerable<(DateTimeOffset Time, string Line, string Id)> Minute(ScenarioLogStream log, LogTemplate[] texts, int index, int minute)
    {
        var random = StableRandom.For(scenario.Data.Seed, $"google/{log.Log}/{index}", minute);
        var rate = Segments.LevelAt(log.Segments, minute, random) ?? 0;
        var count = (int)Math.Floor(rate + random.NextDouble());
        for (var i = 0; i < count; i++)
        {
            var start = scenario.At(minute).AddMilliseconds(Math.Floor((i + random.NextDouble()) * 60_000 / count));
            var values = new LogTemplate.Values();
            for (var line = 0; line < texts.Length; line++)
            {
                var time = start.AddMilliseconds(log.Lines[line].OffsetMs);
                yield return (time, texts[line].Write(time, values, random), string.Create(CultureInfo.InvariantCulture, $"{index}x{minute}x{i}x{line}"));
            }
        }
    }

    private JsonObject Entry(ScenarioLogStream log, DateTimeOffset time, string line, string id)
    {
        var entry = new JsonObject
        {
            ["insertId"] = id, ["logName"] = LogName(log.Log), ["timestamp"] = GoogleTime.Nanos(time),
            ["receiveTimestamp"] = GoogleTime.Nanos(time.AddMilliseconds(240)), ["resource"] = Resource(log.ResourceType, log.ResourceLabels),
        };
        if (log.Severity is { } severity)
        {
            entry["severity"] = severity;
        }

        if (log.IsJson)
        {
            entry["jsonPayload"] = new JsonObject { ["message"] = line, ["component"] = "app" };
        }
        else
        {
            entry["textPayload"] = line;
        }

        return entry;
    }

    private IEnumerable<(DateTimeOffset Time, JsonNode Body)> Audit(DateTimeOffset from, DateTimeOffset to, LogFilter filter) =>
        google.AuditLog.Select((entry, index) => (Entry: entry, Time: scenario.At(entry.AtMinute), Index: index))
            .Where(item => item.Time >= from && item.Time < to && item.Time <= scenario.Now && filter.Matches(field => Field(item.Entry, item.Time, field)))
            .Select(item => (item.Time, (JsonNode)View(item.Entry, item.Time, item.Index)));

    private JsonObject View(ScenarioAuditEntry entry, DateTimeOffset time, int index)
    {
        var payload = new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.cloud.audit.AuditLog", ["serviceName"] = entry.Service, ["methodName"] = entry.Method,
            ["resourceName"] = entry.Resource, ["authenticationInfo"] = new JsonObject { ["principalEmail"] = entry.Principal },
            ["requestMetadata"] = new JsonObject { ["callerIp"] = "203.0.113.24", ["callerSuppliedUserAgent"] = "google-cloud-sdk gcloud/500" },
            ["status"] = entry.StatusCode == 0 ? new JsonObject() : new JsonObject { ["code"] = entry.StatusCode, ["message"] = entry.StatusMessage },
        };
        if (entry.Request is { } request)
        {
            payload["request"] = request.DeepClone();
        }

        var view = new JsonObject
        {
            ["insertId"] = string.Create(CultureInfo.InvariantCulture, $"audit-{index}"), ["logName"] = LogName($"cloudaudit.googleapis.com/{entry.Log}"),
            ["timestamp"] = GoogleTime.Nanos(time), ["receiveTimestamp"] = GoogleTime.Nanos(time.AddSeconds(2)),
            ["severity"] = entry.StatusCode == 0 ? "NOTICE" : "ERROR", ["resource"] = Resource(entry.ResourceType, entry.ResourceLabels),
            ["protoPayload"] = payload,
        };
        if (entry.Operation is { } operation)
        {
            var body = new JsonObject { ["id"] = operation, ["producer"] = entry.Service };
            if (entry.IsFirst)
            {
                body["first"] = true;
            }

            if (entry.IsLast)
            {
                body["last"] = true;
            }

            view["operation"] = body;
        }

        return view;
    }

    private string LogName(string log) => $"projects/{google.Project}/logs/{Uri.EscapeDataString(log)}";

    private JsonObject Resource(string type, IReadOnlyDictionary<string, string> labels) => new()
    {
        ["type"] = type,
        ["labels"] = new JsonObject(labels.Append(KeyValuePair.Create("project_id", google.Project)).DistinctBy(pair => pair.Key)
            .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    };

    private string? Field(ScenarioLogStream log, DateTimeOffset time, string line, string field) => field switch
    {
        "timestamp" => GoogleTime.Nanos(time),
        "severity" => log.Severity ?? "DEFAULT",
        "logName" => LogName(log.Log),
        "resource.type" => log.ResourceType,
        "textPayload" => log.IsJson ? null : line,
        "jsonPayload.message" => log.IsJson ? line : null,
        "resource.labels.project_id" => google.Project,
        _ when field.StartsWith("resource.labels.", StringComparison.Ordinal) => log.ResourceLabels.GetValueOrDefault(field["resource.labels.".Length..]),
        _ => null,
    };

    private string? Field(ScenarioAuditEntry entry, DateTimeOffset time, string field) => field switch
    {
        "timestamp" => GoogleTime.Nanos(time),
        "severity" => entry.StatusCode == 0 ? "NOTICE" : "ERROR",
        "logName" => LogName($"cloudaudit.googleapis.com/{entry.Log}"),
        "resource.type" => entry.ResourceType,
        "protoPayload.serviceName" => entry.Service,
        "protoPayload.methodName" => entry.Method,
        "protoPayload.resourceName" => entry.Resource,
        "resource.labels.project_id" => google.Project,
        _ when field.StartsWith("resource.labels.", StringComparison.Ordinal) => entry.ResourceLabels.GetValueOrDefault(field["resource.labels.".Length..]),
        _ => null,
    };
}
