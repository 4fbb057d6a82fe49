using System.Diagnostics;
using System.Text.Json;
using OpenTelemetry;

namespace CauseFlow.ServiceDefaults.Telemetry;

/// <summary>
/// Appends one JSON line per finished span, so that the trace of an investigation can be shown without a collector.
/// Of the attributes only an allow-list is written; none of them can hold a secret.
/// </summary>
internal sealed class TraceFileExporter(string path, long maxBytes) : BaseExporter<Activity>
{
    private static readonly string[] Attributes =
        ["messaging.destination.name", "messaging.operation", "http.request.method", "http.route", "http.response.status_code"];
    private readonly Lock gate = new();
    private FileStream? file;

    public override ExportResult Export(in Batch<Activity> batch)
    {
        using var scope = SuppressInstrumentationScope.Begin();
        lock (gate)
        {
            try
            {
                foreach (var activity in batch)
                {
                    Write(activity);
                }

                return ExportResult.Success;
            }
            catch (IOException)
            {
                // Telemetry never stops the work; the file is an aid for people.
                return ExportResult.Failure;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        file?.Dispose();
        base.Dispose(disposing);
    }

    private static Dictionary<string, object?> LineOf(Activity activity)
    {
        var line = new Dictionary<string, object?>
        {
            ["traceId"] = activity.TraceId.ToHexString(),
            ["spanId"] = activity.SpanId.ToHexString(),
            ["parentSpanId"] = activity.ParentSpanId == default ? null : activity.ParentSpanId.ToHexString(),
            ["name"] = activity.DisplayName,
            ["source"] = activity.Source.Name,
            ["kind"] = activity.Kind.ToString(),
            ["startTime"] = activity.StartTimeUtc,
            ["durationMilliseconds"] = activity.Duration.TotalMilliseconds,
            ["status"] = activity.Status.ToString(),
        };
        foreach (var name in Attributes)
        {
            if (activity.GetTagItem(name) is { } value)
            {
                line[name] = value;
            }
        }

        return line;
    }

    private void Write(Activity activity)
    {
        file ??= Open();
        if (file.Length >= maxBytes)
        {
            return;
        }

        // One write per line: several processes may append to the same file.
        var json = JsonSerializer.SerializeToUtf8Bytes(LineOf(activity));
        file.Write([.. json, (byte)'\n']);
        file.Flush();
    }

    private FileStream Open()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
    }
}
