using CauseFlow.CredentialBroker.Integrations;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>Body of <c>POST /v1/integrations/aws/connect</c>, as typed by a person.</summary>
public sealed record ConnectAwsRequest : IIntegrationTags
{
    public string? Name { get; init; }
    public string? RoleArn { get; init; }
    public IReadOnlyList<string>? Regions { get; init; }
    public IReadOnlyList<string>? TopicArns { get; init; }
    public IReadOnlyList<string>? LogGroups { get; init; }
    public IReadOnlyList<string>? Links { get; init; }
    public IReadOnlyList<string>? Services { get; init; }
    public IReadOnlyList<string>? Environments { get; init; }
}
