using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;

namespace CauseFlow.CredentialBroker.Providers;

/// <summary>One cloud as integrations, leases, budgets and redemption see it; each cloud's folder has one.</summary>
public interface ICloudAccess
{
    CloudProvider Provider { get; }

    /// <summary>The service that collects there and alone may redeem, such as <c>collector-aws</c>.</summary>
    string Collector { get; }

    /// <summary>What the cloud's people call an account, as a sentence begins: <c>Subscription</c>.</summary>
    string AccountWord { get; }

    /// <summary>The audiences that credentials are minted for.</summary>
    IReadOnlyList<string> Audiences { get; }

    /// <summary>Where an account is connected, and how its reader is made; for people.</summary>
    string ConnectPath => $"/v1/integrations/{Provider.ToString().ToLowerInvariant()}/connect";

    /// <summary>
    /// Which of the cloud's accounts a resource lies in: what its id says, and not what was typed beside it.
    /// </summary>
    string AccountOf(ResourceRef resource);

    /// <summary>What a lease's purpose may call: the named sources' plans, all of them when none are named.</summary>
    IReadOnlyList<SourcePlan> PlansFor(LeasePurpose purpose, IReadOnlyList<string>? sources);

    /// <summary>Under which the cloud records the calls of a lease; null where its sessions have no names.</summary>
    string? SessionNameOf(Lease lease) => null;

    /// <summary>The sources that a run on this target starts, in each region, as the collector starts them.</summary>
    IReadOnlyList<ExpectedSource> ExpectedOf(CollectionTarget target, IReadOnlyList<string>? sources);

    /// <summary>Where a lease on the integration looks, or why there is nothing that it could look at.</summary>
    TargetChoice TargetOf(InvestigationRequested request, Integration integration, IReadOnlyList<string> hints);

    /// <summary>All that the integration reaches, for a connection test.</summary>
    CollectionTarget WholeOf(Integration integration);

    /// <summary>The message that hands a lease to the cloud's collector; the same each time.</summary>
    ISessionGranted GrantOf(Lease lease, string sessionToken);

    /// <summary>Checks a change of an integration; empty when all is well.</summary>
    IReadOnlyList<ApiErrorDetail> Check(ChangeIntegrationRequest change, Integration integration);

    /// <summary>
    /// Applies what the cloud understands of a valid change; the caller applies the rest and commits.
    /// </summary>
    Task ApplyAsync(ChangeIntegrationRequest change, Integration integration, CancellationToken cancellationToken);

    /// <summary>
    /// Tries whether the principal lets CauseFlow in. What the cloud refuses is answered, not thrown.
    /// </summary>
    Task<AccessProbe> ProbeAsync(Integration integration, CancellationToken cancellationToken);

    /// <summary>Borrows the credential of an open lease. What the cloud refuses is answered, not thrown.</summary>
    Task<MintedCredential> MintAsync(Lease lease, Integration integration, string audience, CancellationToken cancellationToken);

    /// <summary>Notes on an integration that is being connected what its first access took.</summary>
    void Accept(Integration integration, int generation)
    {
    }

    /// <summary>What the broker learns from an access that succeeded; in the commit that makes use of it.</summary>
    /// <param name="work">The caller's commit.</param>
    /// <param name="integration">As the caller read it.</param>
    /// <param name="generation">Of the shared secret that the principal took.</param>
    /// <param name="actor">Who asked.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    Task NoteAsync(
        BrokerWork work, Integration integration, int generation, string actor, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}
