namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>An EC2 instance; what differs over time is in <see cref="States"/> and <see cref="Checks"/>.</summary>
public sealed record ScenarioInstance
{
    /// <summary>For example i-0a1b2c3d4e5f60718.</summary>
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string ImageId { get; init; }

    /// <summary>Zone with its region, for example us-east-1a.</summary>
    public required string AvailabilityZone { get; init; }

    /// <summary>Minutes.</summary>
    public required double LaunchedAtMinute { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public string PlatformDetails { get; init; } = "Linux/UNIX";

    public string Architecture { get; init; } = "x86_64";

    public string VpcId { get; init; } = "vpc-0a1b2c3d4e5f60001";

    public string SubnetId { get; init; } = "subnet-0a1b2c3d4e5f60001";

    public string PrivateIpAddress { get; init; } = "10.0.1.10";

    public IReadOnlyList<string> SecurityGroupIds { get; init; } = ["sg-0a1b2c3d4e5f60001"];

    /// <summary>Name of the key pair; null for none.</summary>
    public string? KeyName { get; init; }

    /// <summary>Name of the instance profile; null for none.</summary>
    public string? InstanceProfile { get; init; }

    /// <summary>spot or scheduled; null for on-demand.</summary>
    public string? Lifecycle { get; init; }

    /// <summary>In order of their minutes; the default has been running since its launch.</summary>
    public IReadOnlyList<ScenarioInstanceState> States { get; init; } = [new ScenarioInstanceState()];

    /// <summary>In order of their minutes; the default passes every check.</summary>
    public IReadOnlyList<ScenarioStatusChecks> Checks { get; init; } = [new ScenarioStatusChecks()];

    public IReadOnlyList<ScenarioInstanceEvent> Events { get; init; } = [];
}

/// <summary>A state that holds from a minute on until the next one.</summary>
public sealed record ScenarioInstanceState
{
    /// <summary>Minutes; null means since ever.</summary>
    public double? FromMinute { get; init; }

    /// <summary>pending, running, stopping, stopped, shutting-down or terminated.</summary>
    public string Name { get; init; } = "running";

    /// <summary>Words before the time in the transition reason, for example "User initiated"; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>Code of the state reason, for example Client.UserInitiatedShutdown; null for none.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Message of the state reason after its code.</summary>
    public string ReasonMessage { get; init; } = "";
}

/// <summary>
/// Results of the status checks from a minute on: ok, impaired, insufficient-data, initializing or not-applicable.
/// </summary>
public sealed record ScenarioStatusChecks
{
    /// <summary>Minutes; null means since ever.</summary>
    public double? FromMinute { get; init; }

    public string System { get; init; } = "ok";

    public string Instance { get; init; } = "ok";

    public string AttachedEbs { get; init; } = "ok";
}

/// <summary>An event that the provider has scheduled.</summary>
public sealed record ScenarioInstanceEvent
{
    public required string Id { get; init; }

    /// <summary>instance-reboot, system-reboot, system-maintenance, instance-retirement or instance-stop.</summary>
    public required string Code { get; init; }

    /// <summary>Starts with [Completed] or [Canceled] when the event is over.</summary>
    public required string Description { get; init; }

    /// <summary>Minutes; before it the event is not shown.</summary>
    public double? AnnouncedAtMinute { get; init; }

    /// <summary>Minutes.</summary>
    public required double NotBeforeMinute { get; init; }

    /// <summary>Minutes; null for an event without an end.</summary>
    public double? NotAfterMinute { get; init; }
}
