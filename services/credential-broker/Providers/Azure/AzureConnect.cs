using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.Storage;

namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>Makes an integration of what a person typed in, with the secret sealed.</summary>
public sealed class AzureConnect(IntegrationSecrets secrets, IntegrationReservations reservations, TimeProvider time)
{
    /// <param name="tenantId">Whose.</param>
    /// <param name="actor">Who asks, and accepts what is too much if the request says so.</param>
    /// <param name="request">Valid: <see cref="ConnectAzureValidation"/> found nothing.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async Task<Integration> CreateAsync(
        string tenantId, string actor, ConnectAzureRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var subscriptions = Subscriptions(request.SubscriptionIds ?? []);
        var integration = new Integration
        {
            // Without a secret it is the id whose subject the customer has written into the federated credential.
            Id = request.ClientSecret is null
                ? await reservations.GetOrCreateAsync(tenantId, CloudProvider.Azure, cancellationToken)
                : Ids.New("int", time),
            TenantId = tenantId, Provider = CloudProvider.Azure,
            Name = request.Name?.Trim() ?? $"Azure {subscriptions[0]}", Accounts = subscriptions,
            Regions = [WholeAccountTargets.Global],
            Settings = new AzureSettings
            {
                DirectoryId = request.TenantId!.ToLowerInvariant(), ClientId = request.ClientId!.ToLowerInvariant(),
                Keyless = request.ClientSecret is null, SecretExpiresAt = request.SecretExpiresAt?.TruncateToMicroseconds(),
                ResourceGroups = Groups(request.ResourceGroups ?? []), WorkspaceId = request.WorkspaceId?.ToLowerInvariant(),
            },
            Links = [.. (request.Links ?? []).Distinct()], Services = [.. (request.Services ?? []).Distinct()],
            Environments = [.. (request.Environments ?? []).Distinct()],
            ExcessConfirmedBy = request.ConfirmExcess ? actor : null,
            Status = IntegrationStatus.Connected, CreatedAt = now, ChangedAt = now, Version = 1,
            LookAgainAt = (now + ExcessReview.Pause).TruncateToMicroseconds(),
        };
        if (request.ClientSecret is { } secret)
        {
            await secrets.SealAsync(integration, secret, cancellationToken);
        }

        return integration;
    }

    internal static IReadOnlyList<string> Subscriptions(IEnumerable<string> ids) =>
        [.. ids.Select(id => id.ToLowerInvariant()).Distinct()];

    internal static IReadOnlyList<string> Groups(IEnumerable<string> names) =>
        [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
}
