using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.CredentialBroker.Queues;
using CauseFlow.CredentialBroker.Reconciling;
using CauseFlow.Secrets;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// A principal in a cloud that a tenant connected, with the accounts that it reads. Disconnecting keeps the row.
/// </summary>
public sealed class Integration : ISealedRow
{
    /// <summary><c>int_</c> + ULID.</summary>
    public required string Id { get; init; }
    public required string TenantId { get; init; }
    public required CloudProvider Provider { get; init; }
    public required string Name { get; set; }

    /// <summary>
    /// Accounts, subscriptions or projects, at least one; while connected, each has its <see cref="ConnectedAccount"/>.
    /// </summary>
    public required IReadOnlyList<string> Accounts { get; set; }

    /// <summary>Regions of AWS; <c>global</c> alone where the cloud is read as a whole.</summary>
    public required IReadOnlyList<string> Regions { get; set; }
    public required ProviderSettings Settings { get; set; }

    /// <summary>
    /// The customer's secret as ciphertext, see <see cref="SecretVault"/>; null where the cloud needs none.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>Which key-encryption key the secret is under; null with the secret.</summary>
    public string? SecretKeyId { get; set; }

    /// <summary>Integrations that take part in the investigations of this one, and the other way round.</summary>
    public IReadOnlyList<string> Links { get; set; } = [];

    /// <summary>Services that run here, as alarms name them.</summary>
    public IReadOnlyList<string> Services { get; set; } = [];

    /// <summary>Environments that run here, such as <c>production</c>.</summary>
    public IReadOnlyList<string> Environments { get; set; } = [];

    /// <summary>Who accepted that the principal may do more than read; null while nobody has.</summary>
    public string? ExcessConfirmedBy { get; set; }

    /// <summary>What the reports say; a later test that tells nothing leaves it as it is.</summary>
    public ExcessVerdict Excess { get; set; }

    /// <summary>
    /// When the broker looks at it again by itself: a verdict grows old, since rights can be given to the principal any day.
    /// </summary>
    public DateTimeOffset LookAgainAt { get; set; }

    /// <summary>What is known of its alarm history; null before the first look.</summary>
    public ReconcileState? Reconcile { get; set; }

    /// <summary>When its alarm history is looked at next; null while an admin has not switched that on.</summary>
    public DateTimeOffset? ReconcileDueAt { get; set; }

    /// <summary>What is known of the queue that alarms are taken from; null before the first spell of reading it.</summary>
    public QueueState? Queue { get; set; }

    /// <summary>When its queue is read next; null where none is named.</summary>
    public DateTimeOffset? QueueDueAt { get; set; }

    /// <summary>
    /// True while nobody may borrow its access: tokens of Azure and Google Cloud carry all that the principal may do, so that
    /// it is looked at first, and what is too much needs an admin.
    /// </summary>
    public bool IsHeld => Provider != CloudProvider.Aws && ExcessConfirmedBy is null && Excess != ExcessVerdict.None;

    /// <summary>
    /// Whether a collector has reported on it and it was accepted; only the first report can undo the connecting.
    /// </summary>
    public bool IsAccepted { get; set; }
    public required IntegrationStatus Status { get; set; }
    public ConnectionTestResult? LastTest { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Row version, and the version of <see cref="IntegrationChanged"/>.</summary>
    public long Version { get; set; }

    /// <summary>The account that stands for the integration where only one is named.</summary>
    public string Account => Accounts[0];

    public bool IsConnected => Status != IntegrationStatus.Disconnected;

    /// <summary>What the secret's ciphertext is bound to.</summary>
    public SecretContext SecretContext => new(TenantId, Id, "cloud_secret");

    /// <summary>Another version of the row, which others must hear of in order.</summary>
    public void Touch(DateTimeOffset now)
    {
        ChangedAt = now;
        Version++;
    }

    /// <summary>The settings of its cloud.</summary>
    /// <exception cref="InvalidOperationException">It is an integration of another cloud.</exception>
    public T SettingsOf<T>()
        where T : ProviderSettings =>
        Settings as T ?? throw new InvalidOperationException($"Integration {Id} is not one of that cloud.");

    /// <summary>What ingestion and investigations must know of this integration now.</summary>
    public IntegrationChanged ToMessage() => new()
    {
        TenantId = TenantId,
        IntegrationId = Id,
        Provider = Provider,
        Status = Status,
        Accounts = Accounts,
        Regions = Regions,
        Topics = Settings is Providers.Aws.AwsSettings aws ? aws.TopicArns : [],
        Version = Version,
        ChangedAt = ChangedAt,
    };
}
