using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Integrations;

/// <summary>A connected account, as the API shows it.</summary>
public sealed record Integration
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required CloudProvider Provider { get; init; }
    public required IntegrationStatus Status { get; init; }
    public required string Account { get; init; }

    /// <summary>Accounts, subscriptions or projects.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>AWS only.</summary>
    public string? RoleArn { get; init; }
    public IReadOnlyList<string> Regions { get; init; } = [];
    public IReadOnlyList<string> TopicArns { get; init; } = [];
    public IReadOnlyList<string> LogGroups { get; init; } = [];

    /// <summary>Ids of the integrations that take part in its investigations.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
    public IReadOnlyList<string> Services { get; init; } = [];
    public IReadOnlyList<string> Environments { get; init; } = [];
    public string? ExcessConfirmedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>AWS only.</summary>
    public ExternalIdUse? ExternalId { get; init; }

    /// <summary>Azure only.</summary>
    public AzureAccount? Azure { get; init; }

    /// <summary>Google Cloud only.</summary>
    public GcpAccount? Gcp { get; init; }

    /// <summary>AWS only.</summary>
    public ReconcileState? Reconcile { get; init; }

    /// <summary>AWS only; null where no queue is named.</summary>
    public IntakeQueue? Intake { get; init; }

    /// <summary>What will go wrong if nobody does anything.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
    public ConnectionTest? LastTest { get; init; }

    public bool IsConnected => Status != IntegrationStatus.Disconnected;
}

/// <summary>Which of the tenant's external ids the role was seen to take.</summary>
public sealed record ExternalIdUse(bool Current, DateTimeOffset? PreviousValidUntil);

/// <summary>The application of Entra that reads.</summary>
public sealed record AzureAccount(
    string TenantId, string ClientId, bool Keyless, DateTimeOffset? SecretExpiresAt, IReadOnlyList<string> ResourceGroups,
    string? WorkspaceId);

/// <summary>The principal of Google Cloud that reads.</summary>
public sealed record GcpAccount(string? ServiceAccount, string? KeyId, bool Keyless, string? Audience);

/// <summary>What comparing alarm history with what arrived has found.</summary>
public sealed record ReconcileState(
    bool Enabled, DateTimeOffset? Until, long Missed, IReadOnlyList<MissedTransition> Recent, string? Message);

/// <summary>The queue that alarms are taken from.</summary>
public sealed record IntakeQueue(string QueueArn, JsonElement? Policy, long Taken, long Refused, string? Message);
