using System.Text.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Oidc;
using CauseFlow.Secrets;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>
/// Google Cloud: a service account's key, or the broker's own token in its place, and a token with the narrowest scope for
/// each API.
/// </summary>
public sealed class GcpAccess(GoogleTokens google, GcpDocuments documents, IntegrationSecrets secrets) : ICloudAccess
{
    public const string CollectorName = "collector-gcp";

    private static readonly RunPlans Plans = new(GcpPlans.All, GcpPlans.Alarm, GcpResolve.Plan, GcpExcess.Plan);

    /// <inheritdoc />
    public CloudProvider Provider => CloudProvider.Gcp;

    /// <inheritdoc />
    public string Collector => CollectorName;

    /// <inheritdoc />
    public string AccountWord => "Project";

    /// <inheritdoc />
    public IReadOnlyList<string> Audiences { get; } = [.. GcpScopes.ByAudience.Keys];

    /// <summary>A resource's full name says whose it is; what stands beside it was only typed.</summary>
    public string AccountOf(ResourceRef resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return GcpNames.ProjectOf(resource.Id) ?? resource.Account;
    }

    /// <inheritdoc />
    public IReadOnlyList<SourcePlan> PlansFor(LeasePurpose purpose, IReadOnlyList<string>? sources) =>
        Plans.For(purpose, sources);

    /// <inheritdoc />
    public IReadOnlyList<ExpectedSource> ExpectedOf(CollectionTarget target, IReadOnlyList<string>? sources) =>
        Plans.ExpectedOf(target, sources);

    /// <inheritdoc />
    public TargetChoice TargetOf(InvestigationRequested request, Integration integration, IReadOnlyList<string> hints) =>
        TargetChoice.Of(WholeAccountTargets.Of(request, integration, hints, AccountOf));

    /// <inheritdoc />
    public CollectionTarget WholeOf(Integration integration) => WholeAccountTargets.WholeOf(integration);

    /// <inheritdoc />
    public ISessionGranted GrantOf(Lease lease, string sessionToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return new GcpSessionGranted
        {
            TenantId = lease.TenantId, Purpose = lease.Purpose, InvestigationId = lease.InvestigationId, Pass = lease.Pass,
            IntegrationId = lease.IntegrationId, LeaseId = lease.Id, SessionToken = sessionToken,
            ExpiresAt = lease.ExpiresAt, Target = lease.Target, Window = lease.Window, Sources = lease.Sources,
        };
    }

    /// <inheritdoc />
    public IReadOnlyList<ApiErrorDetail> Check(ChangeIntegrationRequest change, Integration integration)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(integration);
        var (credential, error) = change.Credential is null ? default : documents.Read(change.Credential);
        return ConnectGcpValidation.Check(change, integration, credential, error);
    }

    /// <inheritdoc />
    public async Task ApplyAsync(
        ChangeIntegrationRequest change, Integration integration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(integration);
        integration.Accounts = change.ProjectIds is { } ids ? [.. ids.Distinct()] : integration.Accounts;
        if (change.Credential is JsonElement pasted && documents.Read(pasted).Credential is { } credential)
        {
            integration.Settings = credential.Settings;
            if (credential.PrivateKey is { } key)
            {
                await secrets.SealAsync(integration, key, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Asks for a token; with federation also as somebody else, who must be refused: a pool that is bound as a whole would let
    /// every tenant of this installation in.
    /// </summary>
    public async Task<AccessProbe> ProbeAsync(Integration integration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(integration);
        var mine = await AskAsync(integration, CredentialAudiences.GcpResourceManager, null, cancellationToken);
        var settings = integration.SettingsOf<GcpSettings>();
        if (mine.Refusal is not null || settings.Audience is null)
        {
            return mine.Refusal is { } refusal ? AccessProbe.Of(refusal) : AccessProbe.Good();
        }

        var nobody = OidcTokens.SubjectOf("none", Guid.NewGuid().ToString("N"));
        var theirs = await AskAsync(integration, CredentialAudiences.GcpResourceManager, nobody, cancellationToken);
        return theirs.Refusal switch
        {
            null => AccessProbe.Of(GoogleRefusals.OfOpenPool(settings, OidcTokens.SubjectOf(integration.TenantId, integration.Id))),
            { IsTransient: true } unknown => AccessProbe.Of(unknown),
            _ => AccessProbe.Good(),
        };
    }

    /// <inheritdoc />
    public async Task<MintedCredential> MintAsync(
        Lease lease, Integration integration, string audience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(integration);
        var token = await AskAsync(integration, audience, null, cancellationToken);
        return token.Refusal is { } refusal
            ? MintedCredential.Refused(refusal)
            : MintedCredential.Of(new RedeemedCredentials { AccessToken = token.Value }, token.ExpiresAt) with
            {
                Principal = GcloudCommands.MemberOf(
                    integration.SettingsOf<GcpSettings>(), OidcTokens.SubjectOf(integration.TenantId, integration.Id)),
            };
    }

    private async Task<GoogleToken> AskAsync(
        Integration integration, string audience, string? subject, CancellationToken cancellationToken)
    {
        var settings = integration.SettingsOf<GcpSettings>();
        var scope = GcpScopes.ByAudience[audience];
        try
        {
            return settings.Audience is not null
                ? await google.OfFederationAsync(
                    settings, subject ?? OidcTokens.SubjectOf(integration.TenantId, integration.Id), scope, cancellationToken)
                : await google.OfKeyAsync(
                    settings, await secrets.OpenAsync(integration, cancellationToken), scope, cancellationToken);
        }
        catch (KeyUnavailableException e)
        {
            return GoogleToken.Refused(SecretRefusals.OfMissingKey(e));
        }
        catch (KeylessUnavailableException)
        {
            return GoogleToken.Refused(SecretRefusals.OfMissingIssuer);
        }
    }
}
