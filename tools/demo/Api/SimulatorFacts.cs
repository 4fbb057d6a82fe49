namespace CauseFlow.Demo.Api;

/// <summary>What the simulator tells when it is ready, as far as the demo needs it.</summary>
internal sealed record SimulatorFacts
{
    public required Uri AwsEndpoint { get; init; }
    public required Uri ControlEndpoint { get; init; }
    public required string SnsHost { get; init; }
    public required int SnsPort { get; init; }
    public required string SnsRootPem { get; init; }
    public required string Account { get; init; }
    public required string Region { get; init; }
    public required string PrincipalArn { get; init; }
    public required string PrincipalAccessKeyId { get; init; }
    public required string PrincipalSecretAccessKey { get; init; }
    public required string RoleArn { get; init; }
    public required string TopicArn { get; init; }
    public required string AlarmName { get; init; }
    public required ScenarioTruth Truth { get; init; }

    public override string ToString() => $"{Account} at {AwsEndpoint} [redacted]";
}
