using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;

namespace CauseFlow.CredentialBroker.Scopes;

/// <summary>What the rule of joining sees of a connected integration.</summary>
public sealed record JoinCandidate
{
    public required string Id { get; init; }
    public required string TenantId { get; init; }
    public required string Name { get; init; }
    public required IReadOnlyList<CloudAccount> Accounts { get; init; }
    public IReadOnlyList<string> Links { get; init; } = [];
    public IReadOnlyList<string> Services { get; init; } = [];
    public IReadOnlyList<string> Environments { get; init; } = [];

    public static JoinCandidate Of(Integration integration)
    {
        ArgumentNullException.ThrowIfNull(integration);
        return new JoinCandidate
        {
            Id = integration.Id, TenantId = integration.TenantId, Name = integration.Name,
            Accounts = [.. integration.Accounts.Select(account => CloudAccount.Of(integration.Provider, account))],
            Links = integration.Links, Services = integration.Services, Environments = integration.Environments,
        };
    }
}
