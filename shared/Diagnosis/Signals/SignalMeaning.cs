using System.Globalization;
using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Signals;

/// <summary>What a metric's name, statistic and unit say: kind, harmful direction, and from whose side it is measured.</summary>
/// <param name="Kind">What is measured.</param>
/// <param name="Harm">1 when more is worse, −1 when less is worse, 0 when neither is by itself.</param>
/// <param name="IsOutgoing">Measures the calls that the resource makes: says more about what it calls.</param>
/// <param name="IsOfHost">Measures the machine below, which others share.</param>
/// <param name="PercentFactor">What makes a percentage of it; null for what has no natural limit.</param>
public sealed record SignalMeaning(SignalKind Kind, int Harm, bool IsOutgoing, bool IsOfHost, double? PercentFactor)
{
    /// <summary>The first row with a word of the name decides: an error of a connection is an error.</summary>
    private static readonly (SignalKind Kind, int Harm, string[] Words)[] Rows =
    [
        (SignalKind.Throttling, 1, ["throttle", "throttles", "throttled", "throttling", "rejected", "rejections"]),
        (SignalKind.Errors, 1, ["error", "errors", "fault", "faults", "failed", "failure", "failures", "5xx", "4xx", "500", "exception", "exceptions",
            "unhealthy", "timeouts", "dropped", "drops", "aborted", "deadlocks", "retries"]),
        (SignalKind.Availability, -1, ["availability", "success", "healthy", "uptime", "ready"]),
        (SignalKind.Latency, 1, ["latency", "duration", "elapsed", "responsetime", "latencies"]),
        (SignalKind.Restarts, 1, ["restart", "restarts", "crashes", "oom"]),
        (SignalKind.Lag, 1, ["lag", "age", "delay", "staleness"]),
        (SignalKind.Cpu, -1, ["credit", "credits"]),
        (SignalKind.Disk, 1, ["iops", "diskqueuedepth", "diskqueue"]),
        (SignalKind.Backlog, 1, ["backlog", "queue", "queued", "pending", "visible", "unschedulable", "waiting"]),
        (SignalKind.Cpu, 1, ["cpu", "processor", "dtu"]),
        (SignalKind.Memory, 1, ["memory", "mem", "heap", "swap"]),
        (SignalKind.Storage, 1, ["storage", "filesystem", "volume", "disk", "diskusage"]),
        (SignalKind.Connections, 1, ["connection", "connections", "session", "sessions", "threads", "sockets", "concurrency", "concurrent", "slots"]),
        (SignalKind.Network, 0, ["network", "bytes", "packet", "packets", "traffic"]),
        (SignalKind.Traffic, 0, ["request", "requests", "invocations", "throughput", "ops", "workload", "hits", "calls", "qps", "rps", "transactions",
            "messages", "rate"]),
    ];

    private static readonly string[] Free = ["free", "available", "freeable", "remaining", "balance"];
    private static readonly string[] Outgoing = ["client", "outbound", "outgoing", "downstream", "egress"];
    private static readonly string[] Hosts = ["node", "host", "machine"];

    public bool IsWork => Kind is SignalKind.Latency or SignalKind.Availability or SignalKind.Errors;

    /// <summary>The resource's own means, from which a local reason shows.</summary>
    public bool IsOwn => Kind is >= SignalKind.Cpu and <= SignalKind.Lag;

    public static SignalMeaning Of(MetricSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var words = Split(series.Name);
        var row = Rows.FirstOrDefault(row => row.Words.Any(words.Contains));
        var (kind, harm) = row.Words is null ? (SignalKind.Other, 0) : (row.Kind, row.Harm);
        if (kind is SignalKind.Memory or SignalKind.Storage && Free.Any(words.Contains))
        {
            harm = -1;
        }

        var isMeans = kind is SignalKind.Cpu or SignalKind.Memory or SignalKind.Storage or SignalKind.Network;
        return new(
            kind, harm, Outgoing.Any(words.Contains), isMeans && Hosts.Any(words.Contains) && !IsHost(series.Resource.Kind),
            harm >= 0 || kind == SignalKind.Availability ? FactorOf(series) : null);
    }

    /// <summary>Google Cloud measures shares of one, the others percentages.</summary>
    private static double? FactorOf(MetricSeries series) =>
        series.Unit is "Percent" or "percent" or "%" || series.Name.Contains('%', StringComparison.Ordinal) ? 1
        : series.Name.EndsWith("/utilization", StringComparison.Ordinal) || series.Name.EndsWith("/utilizations", StringComparison.Ordinal) ? 100
        : series.Name.Contains("percent", StringComparison.OrdinalIgnoreCase) || series.Name.EndsWith("Utilization", StringComparison.Ordinal) ? 1
        : null;

    private static bool IsHost(string kind) =>
        kind.Contains("instance", StringComparison.OrdinalIgnoreCase) || kind.Contains("node", StringComparison.OrdinalIgnoreCase)
        || kind.EndsWith(".vm", StringComparison.Ordinal);

    /// <summary>Words of <c>CamelCase</c>, <c>snake_case</c> and <c>path/names</c>, lower case; each pair of neighbours also as one.</summary>
    private static HashSet<string> Split(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            var ends = i == name.Length || !char.IsLetterOrDigit(name[i])
                || (char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))));
            if (!ends)
            {
                continue;
            }

            var word = string.Concat(name[start..i].Where(char.IsLetterOrDigit)).ToLower(CultureInfo.InvariantCulture);
            if (word.Length > 0)
            {
                words.Add(word);
            }

            start = i;
        }

        HashSet<string> set = [.. words, .. words.Zip(words.Skip(1), (left, right) => left + right), .. words.Select(word => word.TrimEnd('s'))];
        if (set.Contains("unhealthy"))
        {
            set.Remove("healthy");
        }

        return set;
    }
}
