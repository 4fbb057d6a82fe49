namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>A Lambda function; the last version's configuration is also that of $LATEST.</summary>
public sealed record ScenarioFunction
{
    public required string Name { get; init; }

    public required string Runtime { get; init; }

    public string Handler { get; init; } = "index.handler";

    /// <summary>Name of the execution role.</summary>
    public required string RoleName { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<ScenarioFunctionVersion> Versions { get; init; }

    /// <summary>Alias name to version number.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();

    public int? ReservedConcurrency { get; init; }

    /// <summary>Of its network interfaces in a VPC; empty for a function outside.</summary>
    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

    /// <summary>ARNs of queues or streams that trigger the function.</summary>
    public IReadOnlyList<string> EventSourceArns { get; init; } = [];
}

/// <summary>One published version.</summary>
public sealed record ScenarioFunctionVersion
{
    public required string Version { get; init; }

    /// <summary>Minutes.</summary>
    public required double PublishedAtMinute { get; init; }

    /// <summary>Any text; its hash becomes the code's SHA-256, so that equal code has equal text.</summary>
    public required string Code { get; init; }

    public int CodeSizeBytes { get; init; } = 4_218_731;

    /// <summary>MB.</summary>
    public required int MemorySize { get; init; }

    /// <summary>Seconds.</summary>
    public required int Timeout { get; init; }

    public string Description { get; init; } = "";

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
