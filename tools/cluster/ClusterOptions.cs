namespace CauseFlow.Cluster;

/// <summary>What the system on this machine is made of.</summary>
public sealed record ClusterOptions
{
    /// <summary>Everything that it writes; the caller removes it.</summary>
    public required string Folder { get; init; }

    /// <summary>Replicas of each collector.</summary>
    public int CollectorReplicas { get; init; } = 1;

    /// <summary>The page too, below the gateway's address. Default false: nobody looks at it in tests.</summary>
    public bool HasDashboard { get; init; }

    /// <summary>Nodes of RabbitMQ.</summary>
    public int RabbitMqNodes { get; init; } = 1;

    /// <summary>Where the database keeps its files; its user must reach it. Null: a temporary folder.</summary>
    public string? DatabaseFolder { get; init; }

    /// <summary>Another clone, built in the same configuration, whose release the cluster starts with. Null: this one.</summary>
    public string? Release { get; init; }

    /// <summary>Settings of every service, such as where the clouds are; keys with <c>:</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings of one service on top: its name, then key and value.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ServiceSettings { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();
}
