using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorGcp.Clients;

internal sealed class LoggingClient(GcpHttp http) : ILoggingClient
{
    private const string Api = "logging.logEntries.list";
    /// <summary>Escapes only what JSON must escape.</summary>
    private static readonly JsonSerializerOptions Decoded = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<LogPage<CloudLogEntry>> ListEntriesAsync(
        string project, string filter, bool newestFirst, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await ListAsync(project, filter, newestFirst, pageSize, token, calls, cancellationToken);
        return Page(answer, EntryOf);
    }

    public async Task<LogPage<AuditLogEntry>> ListAuditEntriesAsync(
        string project, string filter, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await ListAsync(project, filter, newestFirst: true, pageSize, token, calls, cancellationToken);
        return Page(answer, AuditOf);
    }

    private Task<JsonDocument> ListAsync(
        string project, string filter, bool newestFirst, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["resourceNames"] = new JsonArray($"projects/{project}"), ["filter"] = filter,
            ["orderBy"] = newestFirst ? "timestamp desc" : "timestamp asc", ["pageSize"] = pageSize,
        };
        if (token is not null)
        {
            body["pageToken"] = token;
        }

        return http.SendAsync(new GcpCall(GcpApi.Logging, Api, project, "/v2/entries:list", body), calls, cancellationToken);
    }

    private static LogPage<T> Page<T>(JsonDocument answer, Func<JsonElement, T?> read)
        where T : class
    {
        var entries = answer.RootElement.Items("entries");
        List<T> known = [.. entries.Select(read).OfType<T>()];
        var next = answer.RootElement.Text("nextPageToken") is { Length: > 0 } token ? token : null;
        return new(known, next, entries.Count - known.Count);
    }

    private static CloudLogEntry? EntryOf(JsonElement entry) =>
        (entry.Time("timestamp") ?? entry.Time("receiveTimestamp")) is { } time && TextOf(entry) is { Length: > 0 } text
            ? new CloudLogEntry(
                time, entry.Text("severity") ?? "DEFAULT", text, entry.Text("logName"), entry.Text("insertId"), entry.Text("resource", "type") ?? "", entry.Pairs("resource", "labels"))
            : null;

    private static string? TextOf(JsonElement entry)
    {
        if (entry.Text("textPayload") is { } text)
        {
            return text;
        }

        if (entry.At("jsonPayload") is { ValueKind: JsonValueKind.Object } json)
        {
            return json.Text("message") ?? json.Text("msg") ?? Whole(json);
        }

        // What follows the question mark of an address may be anything, secrets included.
        return entry.Text("httpRequest", "status") is { } status
            ? $"HTTP {status} {entry.Text("httpRequest", "requestMethod")} {entry.Text("httpRequest", "requestUrl")?.Split('?')[0]}"
            : entry.Text("protoPayload", "methodName");
    }

    /// <summary>
    /// The payload as it reads: a server may escape any character, and a secret that is escaped has no form that redaction knows.
    /// </summary>
    private static string? Whole(JsonElement json)
    {
        try
        {
            return JsonSerializer.Serialize(json, Decoded);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // Half a surrogate pair parses and is no text.
            return null;
        }
    }

    private static AuditLogEntry? AuditOf(JsonElement entry)
    {
        var payload = entry.At("protoPayload") ?? default(JsonElement);
        return entry.Time("timestamp") is { } time && payload.Text("methodName") is { Length: > 0 } method && payload.Text("serviceName") is { Length: > 0 } service
            ? new AuditLogEntry(
                time, service, method, payload.Text("resourceName") ?? "", payload.Text("authenticationInfo", "principalEmail"),
                (int)(payload.Number("status", "code") ?? 0), entry.Text("operation", "id"), entry.IsTrue("operation", "first"),
                entry.IsTrue("operation", "last"), entry.Text("logName")?.EndsWith("system_event", StringComparison.Ordinal) == true,
                entry.Text("resource", "labels", "location") ?? entry.Text("resource", "labels", "zone"), TrafficOf(payload),
                Body(payload)?.At("template") is not null || Body(payload)?.At("spec", "template") is not null)
            : null;
    }

    /// <summary>Version 2 puts the service under <c>service</c>; version 1, which is Knative's, its traffic under <c>spec</c>.</summary>
    private static JsonElement? Body(JsonElement payload) => payload.At("request", "service") is { ValueKind: JsonValueKind.Object } service
        ? service : payload.At("request") is { ValueKind: JsonValueKind.Object } request ? request : null;

    private static Dictionary<string, int>? TrafficOf(JsonElement payload)
    {
        if (Body(payload) is not { } body)
        {
            return null;
        }

        var shares = body.Items("traffic") is { Count: > 0 } second ? second : body.Items("spec", "traffic");
        return shares.Count == 0 ? null : shares
            .Select(share => (Revision: share.Text("revision") ?? share.Text("revisionName") ?? "LATEST", Percent: (int)(share.Number("percent") ?? 0)))
            .GroupBy(share => share.Revision[(share.Revision.LastIndexOf('/') + 1)..], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(share => share.Percent), StringComparer.Ordinal);
    }
}
