using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation;

/// <summary>How a simulator starts.</summary>
public sealed record CloudSimulatorOptions
{
    /// <summary>Name of a shipped scenario, or path of a scenario.json.</summary>
    public string Scenario { get; init; } = "lambda-timeout";

    /// <summary>A scenario made in code; wins over <see cref="Scenario"/>.</summary>
    public Scenario? LoadedScenario { get; init; }

    /// <summary>When the alarm changed its state; null means at the start.</summary>
    public DateTimeOffset? AlarmTime { get; init; }

    /// <summary>External id that the roles demand; null keeps the scenario's.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Folder for the certificate authority's key; null makes a new root at each start.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Host name of the SNS endpoint; null means <c>sns.{region}.sim.test</c>.</summary>
    public string? SnsHost { get; init; }

    /// <summary>True: signing certificates are served without their intermediate, as AWS does; their leaf names its address.</summary>
    public bool ServeLeafOnly { get; init; } = true;

    /// <summary>TCP port of all AWS services; 0 takes a free one.</summary>
    public int AwsPort { get; init; }

    /// <summary>TCP port of the SNS endpoint; 0 takes a free one.</summary>
    public int SnsPort { get; init; }

    /// <summary>TCP port of all of Google's APIs; 0 takes a free one.</summary>
    public int GooglePort { get; init; }

    /// <summary>TCP port of all of Azure; 0 takes a free one.</summary>
    public int AzurePort { get; init; }

    /// <summary>TCP port of the control interface; 0 takes a free one.</summary>
    public int ControlPort { get; init; }

    /// <summary>Clock of sessions, signatures, data and messages; injected waits use real time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
