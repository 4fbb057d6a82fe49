using CauseFlow.CloudSimulation.Policies;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Sts;

/// <summary>One issued session of an assumed role.</summary>
internal sealed record AwsSession(
    string AccessKeyId,
    string SecretAccessKey,
    string SessionToken,
    ScenarioRole Role,
    string Account,
    string SessionName,
    string? SourceIdentity,
    PolicyDocument? Policy,
    int PolicyLength,
    DateTimeOffset IssuedAt,
    DateTimeOffset Expiration)
{
    public string Arn => $"arn:aws:sts::{Account}:assumed-role/{Role.Name}/{SessionName}";

    public override string ToString() => $"{Arn} {AccessKeyId} [redacted]";
}
