using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.Storage;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>Makes an integration of what a person pasted, with the key sealed.</summary>
public sealed class GcpConnect(IntegrationSecrets secrets, IntegrationReservations reservations, TimeProvider time)
{
    /// <param name="tenantId">Whose.</param>
    /// <param name="actor">Who asks, and accepts what is too much if the request says so.</param>
    /// <param name="request">Valid: <see cref="ConnectGcpValidation"/> found nothing.</param>
    /// <param name="credential">What was read of its document.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    internal async Task<Integration> CreateAsync(
        string tenantId, string actor, ConnectGcpRequest request, GcpCredential credential, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        string[] projects = [.. (request.ProjectIds ?? []).Distinct()];
        var integration = new Integration
        {
            // Without a key it is the id whose subject the customer has bound to the service account.
            Id = credential.PrivateKey is null
                ? await reservations.GetOrCreateAsync(tenantId, CloudProvider.Gcp, cancellationToken)
                : Ids.New("int", time),
            TenantId = tenantId, Provider = CloudProvider.Gcp,
            Name = request.Name?.Trim() ?? $"Google Cloud {projects[0]}", Accounts = projects,
            Regions = [WholeAccountTargets.Global], Settings = credential.Settings,
            Links = [.. (request.Links ?? []).Distinct()], Services = [.. (request.Services ?? []).Distinct()],
            Environments = [.. (request.Environments ?? []).Distinct()],
            ExcessConfirmedBy = request.ConfirmExcess ? actor : null,
            Status = IntegrationStatus.Connected, CreatedAt = now, ChangedAt = now, Version = 1,
            LookAgainAt = (now + ExcessReview.Pause).TruncateToMicroseconds(),
        };
        if (credential.PrivateKey is { } key)
        {
            await secrets.SealAsync(integration, key, cancellationToken);
        }

        return integration;
    }
}
