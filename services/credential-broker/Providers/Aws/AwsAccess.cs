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
    public string AccountWord => "Account";

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

    /// <inheritdoc />
    public string? SessionNameOf(Lease lease) => RoleAccess.SessionNameOf(lease);

    /// <inheritdoc />
    public string AccountOf(ResourceRef resource) => AwsTargets.AccountOf(resource);

    /// <inheritdoc />
    public TargetChoice TargetOf(InvestigationRequested request, Integration integration, IReadOnlyList<string> hints) =>
        AwsTargets.Of(request, integration, hints);

    /// <inheritdoc />
    public CollectionTarget WholeOf(Integration integration) => AwsTargets.WholeOf(integration);

    /// <inheritdoc />
    public ISessionGranted GrantOf(Lease lease, string sessionToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return new AwsSessionGranted
        {
            TenantId = lease.TenantId, Purpose = lease.Purpose, InvestigationId = lease.InvestigationId, Pass = lease.Pass,
            IntegrationId = lease.IntegrationId, LeaseId = lease.Id, SessionToken = sessionToken,
            ExpiresAt = lease.ExpiresAt, Target = lease.Target, Window = lease.Window, Sources = lease.Sources,
        };
    }

    /// <inheritdoc />
    public IReadOnlyList<ApiErrorDetail> Check(ChangeIntegrationRequest change, Integration integration) =>
        ConnectAwsValidation.Check(change, PartitionOf(integration), integration.Account);

    /// <inheritdoc />
    public Task ApplyAsync(
        ChangeIntegrationRequest change, Integration integration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(integration);
        var settings = integration.SettingsOf<AwsSettings>();
        integration.Regions = change.Regions is null ? integration.Regions : [.. change.Regions.Distinct()];
        integration.Settings = settings with
        {
            TopicArns = change.TopicArns is null ? settings.TopicArns : [.. change.TopicArns.Distinct()],
            LogGroups = change.LogGroups is null ? settings.LogGroups : [.. change.LogGroups.Distinct()],
            Reconcile = change.Reconcile ?? settings.Reconcile,
            IntakeQueueArn = change.IntakeQueueArn is null ? settings.IntakeQueueArn
                : change.IntakeQueueArn.Length == 0 ? null : change.IntakeQueueArn,
        };
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<AccessProbe> ProbeAsync(Integration integration, CancellationToken cancellationToken)
    {
        try
        {
            var candidates = await externalIds.CandidatesAsync(integration, cancellationToken);
            return await roles.TestAsync(integration, candidates, cancellationToken);
        }
        catch (KeyUnavailableException e)
        {
            return AccessProbe.Of(Refusals.OfMissingKey(e));
        }
    }

    /// <inheritdoc />
    public void Accept(Integration integration, int generation)
    {
        ArgumentNullException.ThrowIfNull(integration);
        integration.Settings = integration.SettingsOf<AwsSettings>() with { ExternalIdGeneration = generation };
    }

    /// <summary>The role took the newest external id: the one before ends for this integration.</summary>
    public async Task NoteAsync(
        BrokerWork work, Integration integration, int generation, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(integration);
        if (generation > integration.SettingsOf<AwsSettings>().ExternalIdGeneration
            && await work.Db.Integrations.FindAsync([integration.Id], cancellationToken) is { } current
            && await externalIds.AdoptAsync(work, current, generation, cancellationToken))
        {
            await work.Audit.AppendAsync(new AuditEntry
            {
                TenantId = current.TenantId, Actor = actor, Action = "external_id.adopted", Subject = current.Id,
            }, cancellationToken);
        }
    }

    private static string PartitionOf(Integration integration) =>
        RoleArn.Parse(integration.SettingsOf<AwsSettings>().RoleArn)?.Partition ?? "aws";
}
