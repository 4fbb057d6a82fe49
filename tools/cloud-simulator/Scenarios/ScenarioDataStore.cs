namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>A database instance of RDS.</summary>
public sealed record ScenarioDatabase
{
    public required string Id { get; init; }

    public string Engine { get; init; } = "postgres";

    public string Class { get; init; } = "db.m6g.large";

    /// <summary>GiB.</summary>
    public int AllocatedStorage { get; init; } = 100;

    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

    /// <summary>In order of their minutes.</summary>
    public IReadOnlyList<ScenarioStatus> Statuses { get; init; } = [new ScenarioStatus { Name = "available" }];

    public IReadOnlyList<ScenarioDatabaseEvent> Events { get; init; } = [];
}

/// <summary>A status that holds from a minute on until the next one.</summary>
public sealed record ScenarioStatus
{
    /// <summary>Minutes; null means since ever.</summary>
    public double? FromMinute { get; init; }

    public required string Name { get; init; }
}

/// <summary>An event that RDS tells.</summary>
public sealed record ScenarioDatabaseEvent
{
    /// <summary>Minutes.</summary>
    public required double AtMinute { get; init; }

    public required string Message { get; init; }

    /// <summary>For example failover.</summary>
    public required IReadOnlyList<string> Categories { get; init; }
}

/// <summary>A queue of SQS.</summary>
public sealed record ScenarioQueue
{
    public required string Name { get; init; }

    /// <summary>Name of the queue for what nobody could work on; null for none.</summary>
    public string? DeadLetterQueue { get; init; }

    public int MaxReceiveCount { get; init; } = 5;

    public int Messages { get; init; }
}

/// <summary>A table of DynamoDB.</summary>
public sealed record ScenarioTable
{
    public required string Name { get; init; }

    public string Status { get; init; } = "ACTIVE";

    /// <summary>Units; null for a table on demand.</summary>
    public int? ReadCapacity { get; init; }

    /// <summary>Units; null for a table on demand.</summary>
    public int? WriteCapacity { get; init; }
}
