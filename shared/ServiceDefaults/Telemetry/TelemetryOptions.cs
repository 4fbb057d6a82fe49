using System.ComponentModel.DataAnnotations;

namespace CauseFlow.ServiceDefaults.Telemetry;

/// <summary>Section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>File to which one JSON line per finished span is appended; none by default.</summary>
    public string? TraceFile { get; set; }

    /// <summary>Size in bytes at which writing to <see cref="TraceFile"/> stops. Default 64 MiB.</summary>
    [Range(1024, 1024L * 1024 * 1024)]
    public long MaxTraceFileBytes { get; set; } = 64 * 1024 * 1024;
}
