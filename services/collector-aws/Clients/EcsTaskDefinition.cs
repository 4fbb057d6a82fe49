using CauseFlow.Collection.Environments;
namespace CauseFlow.CollectorAws.Clients;

/// <summary>A revision of a task definition. Environment values were dropped before this was made.</summary>
internal sealed record EcsTaskDefinition
{
    public required string Family { get; init; }

    public required int Revision { get; init; }

    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>CPU units.</summary>
    public string? Cpu { get; init; }

    /// <summary>MiB.</summary>
    public string? Memory { get; init; }

    public string? TaskRole { get; init; }

    public string? ExecutionRole { get; init; }

    public string? NetworkMode { get; init; }

    public IReadOnlyList<EcsContainerDefinition> Containers { get; init; } = [];

    /// <summary><c>family:revision</c>, as people and the console write it.</summary>
    public string Name => $"{Family}:{Revision}";
}

/// <summary>A container of a task definition.</summary>
internal sealed record EcsContainerDefinition
{
    public required string Name { get; init; }

    public string? Image { get; init; }

    public int? Cpu { get; init; }

    /// <summary>Hard limit in MiB.</summary>
    public int? Memory { get; init; }

    /// <summary>Soft limit in MiB.</summary>
    public int? MemoryReservation { get; init; }

    public bool IsEssential { get; init; } = true;

    public IReadOnlyList<string> EntryPoint { get; init; } = [];

    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyDictionary<string, EnvironmentValue> Environment { get; init; } = new Dictionary<string, EnvironmentValue>();

    /// <summary>Name to where the value is kept; never the value.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Such as <c>8080/tcp</c>.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [];

    /// <summary>The health check's command and timing in one line; null for none.</summary>
    public string? HealthCheck { get; init; }

    public string? LogDriver { get; init; }

    /// <summary>Options of the log driver that name a place; others may hold tokens.</summary>
    public IReadOnlyDictionary<string, string> LogOptions { get; init; } = new Dictionary<string, string>();

    public string? LogGroup => LogDriver == "awslogs" ? LogOptions.GetValueOrDefault("awslogs-group") : null;

    public string? LogRegion => LogOptions.GetValueOrDefault("awslogs-region");
}
