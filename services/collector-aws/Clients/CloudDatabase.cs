namespace CauseFlow.CollectorAws.Clients;

/// <summary>A database instance as DescribeDBInstances reports it; its user and whatever is secret are not read.</summary>
internal sealed record CloudDatabase
{
    public required string Id { get; init; }

    /// <summary>Such as <c>available</c>, <c>storage-full</c> or <c>maintenance</c>.</summary>
    public string? Status { get; init; }

    public string? Engine { get; init; }

    public string? EngineVersion { get; init; }

    public string? Class { get; init; }

    public int? AllocatedStorageGibibytes { get; init; }

    public string? StorageType { get; init; }

    public bool? IsMultiZone { get; init; }

    public string? Zone { get; init; }

    /// <summary>Host name; null until it is there.</summary>
    public string? Host { get; init; }

    public string? MaintenanceWindow { get; init; }

    public IReadOnlyList<string> SecurityGroups { get; init; } = [];

    /// <summary>What the next maintenance window or restart changes, by the field's name.</summary>
    public IReadOnlyDictionary<string, string> Pending { get; init; } = new Dictionary<string, string>();
}

/// <summary>An event that RDS tells of an instance.</summary>
internal sealed record DatabaseEvent(DateTimeOffset At, string Message, IReadOnlyList<string> Categories);
