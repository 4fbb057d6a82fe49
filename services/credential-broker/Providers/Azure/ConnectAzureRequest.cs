using CauseFlow.CredentialBroker.Integrations;

namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>Body of <c>POST /v1/integrations/azure/connect</c>, as typed by a person.</summary>
public sealed record ConnectAzureRequest : IIntegrationTags
{
    public string? Name { get; init; }

    /// <summary>The Entra tenant: its GUID, or one of its domains.</summary>
    public string? TenantId { get; init; }

    /// <summary>The application's (client) id.</summary>
    public string? ClientId { get; init; }

    /// <summary>The secret's value; null for a federated credential (see the set-up page).</summary>
    public string? ClientSecret { get; init; }

    /// <summary>In place of the secret: the id that <c>POST /v1/credentials</c> answered.</summary>
    public string? CredentialId { get; init; }

    /// <summary>When the secret expires; two weeks before, the integration says so.</summary>
    public DateTimeOffset? SecretExpiresAt { get; init; }
    public IReadOnlyList<string>? SubscriptionIds { get; init; }

    /// <summary>Null or empty for whole subscriptions.</summary>
    public IReadOnlyList<string>? ResourceGroups { get; init; }

    /// <summary>Workspace id (a GUID) of Log Analytics.</summary>
    public string? WorkspaceId { get; init; }

    /// <summary>Accepts that the application may do more than read.</summary>
    public bool ConfirmExcess { get; init; }
    public IReadOnlyList<string>? Links { get; init; }
    public IReadOnlyList<string>? Services { get; init; }
    public IReadOnlyList<string>? Environments { get; init; }

    public override string ToString() => $"ConnectAzureRequest {{ ClientId = {ClientId}, ClientSecret = [redacted] }}";
}
