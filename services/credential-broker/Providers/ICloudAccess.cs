using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;

namespace CauseFlow.CredentialBroker.Providers;

/// <summary>One cloud as leases, budgets and redemption see it; each cloud's folder has one.</summary>
public interface ICloudAccess
{
    CloudProvider Provider { get; }

    /// <summary>The service that collects there and alone may redeem, such as <c>collector-aws</c>.</summary>
    string Collector { get; }

    /// <summary>The audiences that credentials are minted for.</summary>
    IReadOnlyList<string> Audiences { get; }

    /// <summary>What a lease's purpose may call: the named sources' plans, all of them when none are named.</summary>
    IReadOnlyList<SourcePlan> PlansFor(LeasePurpose purpose, IReadOnlyList<string>? sources);

    /// <summary>The sources that a run on this target starts, in each region, as the collector starts them.</summary>
    IReadOnlyList<ExpectedSource> ExpectedOf(CollectionTarget target, IReadOnlyList<string>? sources);

    /// <summary>Borrows the credential of an open lease. What the cloud refuses is answered, not thrown.</summary>
    Task<MintedCredential> MintAsync(Lease lease, Integration integration, string audience, CancellationToken cancellationToken);

    /// <summary>What the broker learns from a credential that is handed out; in the commit that hands it out.</summary>
    Task NoteAsync(BrokerWork work, Integration integration, MintedCredential minted, CancellationToken cancellationToken);
}
