using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;

namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>Checks what was typed in, and reports every error at once.</summary>
public static class ConnectAzureValidation
{
    private const int MaxSubscriptions = 50;
    private const int MaxGroups = 100;
    private const int MaxSecret = 512;

    /// <summary>Empty when all is well.</summary>
    public static IReadOnlyList<ApiErrorDetail> Check(ConnectAzureRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        var errors = new FieldErrors();
        errors.CheckName(request.Name);
        if (!AzureNames.IsDirectory(request.TenantId))
        {
            errors.Add("tenantId", "Must be the tenant's GUID or one of its domains: az account show --query tenantId.");
        }

        if (!AzureNames.IsGuid(request.ClientId))
        {
            errors.Add("clientId", "Must be the application's (client) id, a GUID; not its object id and not its name.");
        }

        if (request.SubscriptionIds is not { Count: > 0 })
        {
            errors.Add("subscriptionIds", "Name at least one subscription.");
        }

        CheckSecret(errors, request.ClientSecret, request.SecretExpiresAt, now);
        if (request.ClientSecret is null && request.SecretExpiresAt is not null)
        {
            errors.Add("secretExpiresAt", "Belongs to a client secret, and there is none.");
        }

        CheckScope(errors, request.SubscriptionIds, request.ResourceGroups, request.WorkspaceId, isChange: false);
        errors.CheckTags(request);
        return errors.All;
    }

    /// <summary>The same for a change.</summary>
    public static IReadOnlyList<ApiErrorDetail> Check(
        ChangeIntegrationRequest change, Integration integration, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(integration);
        var errors = new FieldErrors();
        errors.CheckName(change.Name);
        if (change.SubscriptionIds is { Count: 0 })
        {
            errors.Add("subscriptionIds", "Name at least one subscription.");
        }

        if (integration.SettingsOf<AzureSettings>().Keyless && (change.ClientSecret ?? (object?)change.SecretExpiresAt) is not null)
        {
            errors.Add("clientSecret", "The integration uses a federated credential; disconnect and connect it to give it a secret.");
        }

        CheckSecret(errors, change.ClientSecret, change.SecretExpiresAt, now);
        CheckScope(errors, change.SubscriptionIds, change.ResourceGroups, change.WorkspaceId, isChange: true);
        errors.CheckTags(change);
        errors.RefuseForeign("Azure",
            ("regions", change.Regions), ("topicArns", change.TopicArns), ("logGroups", change.LogGroups),
            ("projectIds", change.ProjectIds), ("credential", change.Credential), ("reconcile", change.Reconcile),
            ("intakeQueueArn", change.IntakeQueueArn));
        return errors.All;
    }

    internal static void CheckSecret(FieldErrors errors, string? secret, DateTimeOffset? expiry, DateTimeOffset now)
    {
        // A secret's id is a GUID and its value never is.
        if (secret is not null && (secret.Length is 0 or > MaxSecret || secret.Any(c => !char.IsAscii(c) || char.IsControl(c))))
        {
            errors.Add("clientSecret", "Must be the secret's value, as it was shown when it was made.");
        }
        else if (AzureNames.IsGuid(secret))
        {
            errors.Add("clientSecret", "This is the secret's id. Copy its value, which is shown only when it is made.");
        }

        if (expiry <= now)
        {
            errors.Add("secretExpiresAt", "Lies in the past: make a new secret first.");
        }
    }

    private static void CheckScope(
        FieldErrors errors, IReadOnlyList<string>? subscriptions, IReadOnlyList<string>? groups, string? workspace, bool isChange)
    {
        errors.CheckList("subscriptionIds", subscriptions, MaxSubscriptions, AzureNames.IsGuid,
            "Must be a subscription's id, a GUID: az account list --query [].id.");
        errors.CheckList("resourceGroups", groups, MaxGroups, AzureNames.IsResourceGroup, "Must be a resource group's name.");
        if (workspace is not null && !AzureNames.IsGuid(workspace) && !(isChange && workspace.Length == 0))
        {
            errors.Add("workspaceId",
                "Must be the workspace's id (customerId), a GUID: az monitor log-analytics workspace list --query [].customerId.");
        }
    }
}
