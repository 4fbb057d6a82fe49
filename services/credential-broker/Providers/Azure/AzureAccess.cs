using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Oidc;
using CauseFlow.Secrets;

namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>
/// Azure: an application's secret, or the broker's own token in its place, and a token of Entra for each audience.
/// </summary>
public sealed class AzureAccess(EntraTokens entra, IntegrationSecrets secrets, TimeProvider time) : ICloudAccess
{
    public const string CollectorName = "collector-azure";

    /// <summary>What a run may call, and which sources it starts.</summary>
    public static RunPlans Plans { get; } = new(AzurePlans.All, AzurePlans.Alarm, AzureResolve.Plan, AzureExcess.Plan);

    /// <inheritdoc />
    public CloudProvider Provider => CloudProvider.Azure;

    /// <inheritdoc />
    public string Collector => CollectorName;

    /// <inheritdoc />
    public string AccountWord => "Subscription";

    /// <inheritdoc />
    public IReadOnlyList<string> Audiences { get; } =
        [CredentialAudiences.AzureManagement, CredentialAudiences.AzureLogAnalytics];

    /// <summary>An ARM id says whose it is; what stands beside it was only typed.</summary>
    public string AccountOf(ResourceRef resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return AzureNames.SubscriptionOf(resource.Id) ?? resource.Account;
    }

    /// <inheritdoc />
    public IReadOnlyList<SourcePlan> PlansFor(LeasePurpose purpose, IReadOnlyList<string>? sources) =>
        Plans.For(purpose, sources);

    /// <inheritdoc />
    public IReadOnlyList<ExpectedSource> ExpectedOf(CollectionTarget target, IReadOnlyList<string>? sources) =>
        Plans.ExpectedOf(target, sources);

    /// <inheritdoc />
    public TargetChoice TargetOf(InvestigationRequested request, Integration integration, IReadOnlyList<string> hints)
    {
        ArgumentNullException.ThrowIfNull(integration);
        return TargetChoice.Of(Narrowed(WholeAccountTargets.Of(request, integration, hints, AccountOf), integration));
    }

    /// <inheritdoc />
    public CollectionTarget WholeOf(Integration integration)
    {
        ArgumentNullException.ThrowIfNull(integration);
        return Narrowed(WholeAccountTargets.WholeOf(integration), integration);
    }

    /// <inheritdoc />
    public ISessionGranted GrantOf(Lease lease, string sessionToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return new AzureSessionGranted
        {
            TenantId = lease.TenantId, Purpose = lease.Purpose, InvestigationId = lease.InvestigationId, Pass = lease.Pass,
            IntegrationId = lease.IntegrationId, LeaseId = lease.Id, SessionToken = sessionToken,
            ExpiresAt = lease.ExpiresAt, Target = lease.Target, Window = lease.Window, Sources = lease.Sources,
        };
    }

    /// <inheritdoc />
    public IReadOnlyList<ApiErrorDetail> Check(ChangeIntegrationRequest change, Integration integration) =>
        ConnectAzureValidation.Check(change, integration, time.GetUtcNow());

    /// <inheritdoc />
    public async Task ApplyAsync(
        ChangeIntegrationRequest change, Integration integration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(integration);
        var settings = integration.SettingsOf<AzureSettings>();
        integration.Accounts = change.SubscriptionIds is { } ids ? AzureConnect.Subscriptions(ids) : integration.Accounts;
        integration.Settings = settings with
        {
            ResourceGroups = change.ResourceGroups is { } groups ? AzureConnect.Groups(groups) : settings.ResourceGroups,
            WorkspaceId = change.WorkspaceId is null ? settings.WorkspaceId
                : change.WorkspaceId.Length == 0 ? null : change.WorkspaceId.ToLowerInvariant(),

            // The date belongs to the secret: a new one without a date has none.
            SecretExpiresAt = change.ClientSecret is null ? change.SecretExpiresAt ?? settings.SecretExpiresAt : change.SecretExpiresAt,
        };
        if (change.ClientSecret is { } secret)
        {
            await secrets.SealAsync(integration, secret, cancellationToken);
        }
    }

    /// <inheritdoc />
    public async Task<AccessProbe> ProbeAsync(Integration integration, CancellationToken cancellationToken)
    {
        var (_, refusal) = await AskAsync(integration, CredentialAudiences.AzureManagement, cancellationToken);
        return refusal is null ? AccessProbe.Good() : AccessProbe.Of(refusal);
    }

    /// <inheritdoc />
    public async Task<MintedCredential> MintAsync(
        Lease lease, Integration integration, string audience, CancellationToken cancellationToken)
    {
        var (minted, refusal) = await AskAsync(integration, audience, cancellationToken);
        return minted ?? MintedCredential.Refused(refusal!);
    }

    private async Task<(MintedCredential? Minted, Refusal? Refusal)> AskAsync(
        Integration integration, string audience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(integration);
        try
        {
            var secret = integration.SettingsOf<AzureSettings>().Keyless
                ? null : await secrets.OpenAsync(integration, cancellationToken);
            var (token, refusal) = await entra.AskAsync(integration, secret, audience, cancellationToken);
            return token is { } it
                ? (MintedCredential.Of(new RedeemedCredentials { AccessToken = it.Token }, it.ExpiresOn) with
                {
                    Principal = integration.SettingsOf<AzureSettings>().ClientId,
                }, null)
                : (null, refusal);
        }
        catch (KeyUnavailableException e)
        {
            return (null, SecretRefusals.OfMissingKey(e));
        }
        catch (KeylessUnavailableException)
        {
            return (null, SecretRefusals.OfMissingIssuer);
        }
    }

    private static CollectionTarget Narrowed(CollectionTarget target, Integration integration)
    {
        var settings = integration.SettingsOf<AzureSettings>();
        return target with
        {
            ResourceGroups = settings.ResourceGroups.Count > 0 ? settings.ResourceGroups : null,
            WorkspaceId = settings.WorkspaceId,
        };
    }
}
