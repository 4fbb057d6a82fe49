namespace CauseFlow.CollectorAzure.Clients;

/// <summary>A virtual machine as Azure reports it. Its user data, keys and passwords are never read.</summary>
internal sealed record CloudMachine
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Location { get; init; }

    public string? Size { get; init; }

    public string? ProvisioningState { get; init; }

    public string? OperatingSystem { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public IReadOnlyList<string> Zones { get; init; } = [];

    /// <summary>Null when the run-time view was not given: unknown, not stopped.</summary>
    public IReadOnlyList<MachineStatus>? Statuses { get; init; }

    public string? AgentVersion { get; init; }

    public IReadOnlyList<MachineStatus> Agent { get; init; } = [];

    /// <summary>By the extension's name.</summary>
    public IReadOnlyList<(string Extension, MachineStatus Status)> Extensions { get; init; } = [];

    public IReadOnlyList<(string Disk, MachineStatus Status)> Disks { get; init; } = [];

    /// <summary>The word after <c>PowerState/</c>; null when it is not known.</summary>
    public string? PowerState => Statuses?.Select(status => status.Code).FirstOrDefault(
        code => code.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))?[Prefix.Length..];

    private const string Prefix = "PowerState/";
}

/// <summary>One status of a machine, its agent or an extension.</summary>
internal sealed record MachineStatus(string Code, bool IsError, string? Display, string? Message, DateTimeOffset? Time);
