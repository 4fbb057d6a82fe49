using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.Secrets;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>AWS: a role assumed with the tenant's external id, one audience, plans of <see cref="AwsPlans"/>.</summary>
public sealed class AwsAccess(RoleAccess roles, ExternalIds externalIds) : ICloudAccess
{
    public const string CollectorName = "collector-aws";

    /// <inheritdoc />
    public CloudProvider Provider => CloudProvider.Aws;

    /// <inheritdoc />
    public string Collector => CollectorName;

    /// <inheritdoc />
    public IReadOnlyList<string> Audiences { get; } = [CredentialAudiences.Aws];

    /// <inheritdoc />
    public IReadOnlyList<SourcePlan> PlansFor(LeasePurpose purpose, IReadOnlyList<string>? sources) =>
        AwsRunPlans.For(purpose, sources);

    /// <inheritdoc />
    public IReadOnlyList<ExpectedSource> ExpectedOf(CollectionTarget target, IReadOnlyList<string>? sources) =>
        AwsRunPlans.ExpectedOf(target, sources);

    /// <inheritdoc />
    public async Task<MintedCredential> MintAsync(
        Lease lease, Integration integration, string audience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        try
        {
            var candidates = await externalIds.CandidatesAsync(integration, cancellationToken);
            var (session, generation, refusal) = await roles.MintAsync(lease, integration, candidates, cancellationToken);
            return session is null
                ? MintedCredential.Refused(refusal!)
                : MintedCredential.Of(
                    new RedeemedCredentials
                    {
                        AccessKeyId = session.AccessKeyId,
                        SecretAccessKey = session.SecretAccessKey,
                        SessionToken = session.SessionToken,
                    },
                    session.ExpiresAt, generation);
        }
        catch (KeyUnavailableException e)
        {
            return MintedCredential.Refused(Refusals.OfMissingKey(e));
        }
        catch (SessionPolicyTooLongException e)
        {
            return MintedCredential.Refused(Refusals.OfLongPolicy(e));
        }
    }

    /// <summary>The role took the newest external id: the one before ends for this integration.</summary>
    public async Task NoteAsync(
        BrokerWork work, Integration integration, MintedCredential minted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(integration);
        ArgumentNullException.ThrowIfNull(minted);
        if (minted.Generation > integration.ExternalIdGeneration
            && await work.Db.Integrations.FindAsync([integration.Id], cancellationToken) is { } current
            && await externalIds.AdoptAsync(work, current, minted.Generation, cancellationToken))
        {
            await work.Audit.AppendAsync(new AuditEntry
            {
                TenantId = current.TenantId, Actor = "credential-broker", Action = "external_id.adopted",
                Subject = current.Id,
            }, cancellationToken);
        }
    }
}
