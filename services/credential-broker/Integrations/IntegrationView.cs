using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Aws;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>An integration as the API shows it.</summary>
public sealed record IntegrationView
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required CloudProvider Provider { get; init; }
    public required IntegrationStatus Status { get; init; }
    public required string Account { get; init; }
    public required string RoleArn { get; init; }
    public required IReadOnlyList<string> Regions { get; init; }
    public required IReadOnlyList<string> TopicArns { get; init; }
    public required IReadOnlyList<string> LogGroups { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required ExternalIdUse ExternalId { get; init; }
    public ConnectionTestResult? LastTest { get; init; }

    public static IntegrationView Of(Integration integration)
    {
        ArgumentNullException.ThrowIfNull(integration);
        return new IntegrationView
        {
            Id = integration.Id, Name = integration.Name, Provider = integration.Provider, Status = integration.Status,
            Account = integration.Account, RoleArn = integration.RoleArn, Regions = integration.Regions,
            TopicArns = integration.TopicArns, LogGroups = integration.LogGroups, CreatedAt = integration.CreatedAt,
            ExternalId = new ExternalIdUse(
                integration.PreviousExternalIdUntil is null, integration.PreviousExternalIdUntil),
            LastTest = integration.LastTest,
        };
    }

    /// <summary>The same for a list, where fifty permissions an entry would be too much.</summary>
    public static IntegrationView InList(Integration integration)
    {
        var view = Of(integration);
        return view with { LastTest = view.LastTest is { } test ? test with { Permissions = null } : null };
    }
}
