namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>Body of <c>PATCH /v1/integrations/{id}</c>; what is null stays as it is.</summary>
public sealed record ChangeIntegrationRequest
{
    public string? Name { get; init; }
    public IReadOnlyList<string>? Regions { get; init; }
    public IReadOnlyList<string>? TopicArns { get; init; }
    public IReadOnlyList<string>? LogGroups { get; init; }
}
