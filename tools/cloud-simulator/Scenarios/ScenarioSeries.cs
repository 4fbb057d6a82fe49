namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>A metric as a generator: one data point per minute.</summary>
public sealed record ScenarioMetric
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public string Unit { get; init; } = "None";

    public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// True: the level is the sum of a minute, in whole numbers. False: it is the average of its samples.
    /// </summary>
    public bool IsCount { get; init; }

    /// <summary>Samples a minute.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Maximum of a minute as a multiple of its average, for averages.</summary>
    public double MaximumFactor { get; init; } = 1.3;

    /// <summary>No sample exceeds this.</summary>
    public double? Ceiling { get; init; }

    public required IReadOnlyList<ScenarioSegment> Segments { get; init; }
}

/// <summary>A level that holds from a minute on until the next segment.</summary>
public sealed record ScenarioSegment
{
    /// <summary>Minutes; null means since ever.</summary>
    public double? FromMinute { get; init; }

    public double Level { get; init; }

    /// <summary>Relative, 0 to 1: the level varies by this share in both directions.</summary>
    public double Noise { get; init; }

    /// <summary>Minutes over which the level moves here from that of the previous segment.</summary>
    public double RampMinutes { get; init; }

    /// <summary>True: no data points at all.</summary>
    public bool Gap { get; init; }
}

/// <summary>A log group whose lines are generated.</summary>
public sealed record ScenarioLogGroup
{
    public required string Name { get; init; }

    public int? RetentionDays { get; init; }

    public required IReadOnlyList<ScenarioLogEvent> Events { get; init; }
}

/// <summary>Something that writes one or more lines whenever it happens.</summary>
public sealed record ScenarioLogEvent
{
    /// <summary>Version that writes, shown in the log stream's name.</summary>
    public string StreamVersion { get; init; } = "$LATEST";

    /// <summary>Log streams to choose among; empty names them as Lambda does.</summary>
    public IReadOnlyList<string> Streams { get; init; } = [];

    public required IReadOnlyList<ScenarioLogLine> Lines { get; init; }

    /// <summary>The level is a rate per minute.</summary>
    public required IReadOnlyList<ScenarioSegment> Segments { get; init; }
}

/// <summary>
/// One line. Text may hold generators: {time}, {uuid}, {int:from:to}, {ms:from:to}, {billed:from:to} (the same ms,
/// rounded up), {ip}, {hex:length}, {choice:a|b|c}. A generator gives the same value wherever it is repeated literally
/// within one event, and {uuid#request} or {int:1:9#order} tells equal generators apart.
/// </summary>
public sealed record ScenarioLogLine
{
    public required string Text { get; init; }

    /// <summary>Milliseconds after the event's start.</summary>
    public int OffsetMs { get; init; }
}
