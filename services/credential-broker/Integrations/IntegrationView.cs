using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Providers.Gcp;
using CauseFlow.CredentialBroker.Queues;
using CauseFlow.CredentialBroker.Reconciling;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>An integration as the API shows it.</summary>
public sealed record IntegrationView
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required CloudProvider Provider { get; init; }
    public required IntegrationStatus Status { get; init; }

    /// <summary>The first of <see cref="Accounts"/>.</summary>
    public required string Account { get; init; }

    /// <summary>Accounts, subscriptions or projects.</summary>
    public required IReadOnlyList<string> Accounts { get; init; }

    /// <summary>AWS only.</summary>
    public string? RoleArn { get; init; }
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>AWS only; else empty.</summary>
    public required IReadOnlyList<string> TopicArns { get; init; }

    /// <summary>AWS only; else empty.</summary>
    public required IReadOnlyList<string> LogGroups { get; init; }
    public required IReadOnlyList<string> Links { get; init; }
    public required IReadOnlyList<string> Services { get; init; }
    public required IReadOnlyList<string> Environments { get; init; }

    /// <summary>Who accepted that the principal may do more than read; null while nobody has.</summary>
    public string? ExcessConfirmedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>AWS only.</summary>
    public ExternalIdUse? ExternalId { get; init; }

    /// <summary>Azure only.</summary>
    public AzureView? Azure { get; init; }

    /// <summary>Google Cloud only.</summary>
    public GcpView? Gcp { get; init; }

    /// <summary>AWS only: whether alarm history is compared with what arrived, and what that found.</summary>
    public ReconcileView? Reconcile { get; init; }

    /// <summary>AWS only: the queue that alarms are taken from; null where none is named.</summary>
    public QueueView? Intake { get; init; }

    /// <summary>What will go wrong if nobody does anything, such as a secret that expires soon.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
    public ConnectionTestResult? LastTest { get; init; }

    public static IntegrationView Of(Integration integration, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(integration);
        var aws = integration.Settings as AwsSettings;
        var azure = integration.Settings as AzureSettings;
        return new IntegrationView
        {
            Id = integration.Id, Name = integration.Name, Provider = integration.Provider, Status = integration.Status,
            Account = integration.Account, Accounts = integration.Accounts, RoleArn = aws?.RoleArn,
            Regions = integration.Regions, TopicArns = aws?.TopicArns ?? [], LogGroups = aws?.LogGroups ?? [],
            Links = integration.Links, Services = integration.Services, Environments = integration.Environments,
            ExcessConfirmedBy = integration.ExcessConfirmedBy, CreatedAt = integration.CreatedAt,
            ExternalId = aws is null
                ? null : new ExternalIdUse(aws.PreviousExternalIdUntil is null, aws.PreviousExternalIdUntil),
            Azure = azure is null ? null : AzureView.Of(azure),
            Gcp = integration.Settings is GcpSettings gcp ? GcpView.Of(gcp) : null,
            Warnings = integration.IsConnected && azure is not null && SecretExpiry.Warning(azure, now) is { } warning
                ? [warning] : null,
            Reconcile = ReconcileView.Of(integration), Intake = QueueView.Of(integration),
            LastTest = integration.LastTest,
        };
    }

    /// <summary>The same for a list, where fifty permissions an entry would be too much.</summary>
    public static IntegrationView InList(Integration integration, DateTimeOffset now)
    {
        var view = Of(integration, now);
        return view with
        {
            LastTest = view.LastTest is { } test ? test with { Permissions = null } : null,
            Reconcile = view.Reconcile is { } reconcile ? reconcile with { Recent = [] } : null,
            Intake = view.Intake is { } intake ? intake with { Policy = null } : null,
        };
    }
}
