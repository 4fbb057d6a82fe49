using CauseFlow.Collection.Environments;
namespace CauseFlow.CollectorAws.Clients;

/// <summary>A version of a function. Environment values were dropped before this was made.</summary>
internal sealed record FunctionConfiguration
{
    public required string Name { get; init; }

    /// <summary>A number, or $LATEST.</summary>
    public required string Version { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    public string? CodeSha256 { get; init; }

    public string? Runtime { get; init; }

    public string? Handler { get; init; }

    public int? MemorySizeMegabytes { get; init; }

    public int? TimeoutSeconds { get; init; }

    public int? EphemeralStorageMegabytes { get; init; }

    public string? Role { get; init; }

    public string? PackageType { get; init; }

    public IReadOnlyList<string> Architectures { get; init; } = [];

    public IReadOnlyList<string> Layers { get; init; } = [];

    public IReadOnlyList<string> Subnets { get; init; } = [];

    public IReadOnlyList<string> SecurityGroups { get; init; } = [];

    public string? LogGroup { get; init; }

    public string? State { get; init; }

    public string? StateReason { get; init; }

    public string? LastUpdateStatus { get; init; }

    public string? LastUpdateStatusReason { get; init; }

    public IReadOnlyDictionary<string, EnvironmentValue> Environment { get; init; } =
        new Dictionary<string, EnvironmentValue>();
}

/// <summary>An alias and the version it points at.</summary>
internal sealed record FunctionAlias(string Name, string Version);

/// <summary>What invokes a function by polling.</summary>
internal sealed record EventSource(string SourceArn, string State, int? BatchSize);
