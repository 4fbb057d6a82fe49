using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.Senders;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Messaging;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion;

/// <summary>All state of ingestion.</summary>
public sealed class IngestionDbContext(DbContextOptions<IngestionDbContext> options) : DbContext(options)
{
    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<Firing> Firings => Set<Firing>();
    public DbSet<AlarmGroup> Groups => Set<AlarmGroup>();
    public DbSet<IncidentKeyLock> IncidentKeys => Set<IncidentKeyLock>();
    public DbSet<CompositeLink> CompositeLinks => Set<CompositeLink>();
    public DbSet<StartSlot> StartSlots => Set<StartSlot>();
    public DbSet<AcceptedTopic> AcceptedTopics => Set<AcceptedTopic>();
    public DbSet<ConnectedAccount> ConnectedAccounts => Set<ConnectedAccount>();
    public DbSet<IntegrationVersion> IntegrationVersions => Set<IntegrationVersion>();
    public DbSet<WebhookRoute> Routes => Set<WebhookRoute>();
    public DbSet<SenderBeat> SenderBeats => Set<SenderBeat>();
    public DbSet<CanaryProof> CanaryProofs => Set<CanaryProof>();
    public DbSet<Confirmation> Confirmations => Set<Confirmation>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.UseStoreConventions();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddMessaging();
        AddDeliveries(modelBuilder);
        AddGrouping(modelBuilder);
        AddWebhooks(modelBuilder);
        AddSenders(modelBuilder);
        modelBuilder.HasIdempotentPosts();
    }

    private static void AddDeliveries(ModelBuilder model) => model.Entity<Delivery>(delivery =>
    {
        delivery.ToTable("deliveries");
        delivery.HasKey(row => row.Seq);
        delivery.Property(row => row.Seq).ValueGeneratedOnAdd();
        delivery.Property(row => row.Samples).HasJsonConversion();
        delivery.Property(row => row.Version).IsConcurrencyToken();
        delivery.HasIndex(row => row.Id).IsUnique();
        delivery.HasIndex(row => row.AggregateKey).IsUnique().HasFilter("\"AggregateKey\" IS NOT NULL");
        // The message id first: the intake asks for ids alone.
        delivery.HasIndex(row => new { row.MessageId, row.TenantId, row.TopicArn }).IsUnique();

        // Most rows are accepted and decided: those need no place in what looks for others.
        delivery.HasIndex(row => row.DecideAt).HasFilter("\"DecideAt\" IS NOT NULL");
        delivery.HasIndex(row => new { row.TenantId, row.TopicArn }).HasFilter("\"Verdict\" = 'Held'");
        delivery.HasIndex(row => new { row.TenantId, row.Seq });
        delivery.HasIndex(row => row.ReceivedAt);
    });

    private static void AddGrouping(ModelBuilder model)
    {
        model.Entity<Firing>(firing =>
        {
            firing.ToTable("firings");
            firing.HasKey(row => row.Seq);
            firing.Property(row => row.Seq).ValueGeneratedOnAdd();
            firing.Property(row => row.Alarm).HasJsonConversion();
            firing.Ignore(row => row.Transition);
            firing.HasIndex(row => new { row.TenantId, row.AlarmId, row.State, row.StateChangedAt }).IsUnique();
            firing.HasIndex(row => new { row.IncidentId, row.AlarmId, row.State, row.StateChangedAt });
            firing.HasIndex(row => row.IncidentKey);
        });
        model.Entity<AlarmGroup>(group =>
        {
            group.ToTable("groups");
            group.HasKey(row => row.IncidentId);
            group.Property(row => row.Version).IsConcurrencyToken();
            group.Ignore(row => row.CanReopen);
            group.HasIndex(row => row.OpenKey).IsUnique();
            group.HasIndex(row => new { row.IncidentKey, row.OpenedAt });
            group.HasIndex(row => row.ResolveDueAt);
        });
        model.Entity<IncidentKeyLock>(key =>
        {
            key.ToTable("incident_keys");
            key.HasKey(row => row.IncidentKey);
            key.Property(row => row.Version).IsConcurrencyToken();
            key.HasIndex(row => row.UsedAt);
        });
        model.Entity<CompositeLink>(link =>
        {
            link.ToTable("composite_links");
            link.HasKey(row => new { row.TenantId, row.ChildId, row.CompositeId });
            link.HasIndex(row => new { row.TenantId, row.CompositeId });
            link.HasIndex(row => row.SeenAt);
        });
        model.Entity<StartSlot>(slot =>
        {
            slot.ToTable("start_slots");
            slot.HasKey(row => new { row.TenantId, row.Minute });
            slot.Property(row => row.Count).IsConcurrencyToken();
        });
    }

    private static void AddSenders(ModelBuilder model)
    {
        model.Entity<SenderBeat>(beat =>
        {
            beat.ToTable("sender_beats");
            beat.HasKey(row => new { row.TenantId, row.Provider, row.TopicArn });
        });
        model.Entity<CanaryProof>(proof =>
        {
            proof.ToTable("canary_proofs");
            proof.HasKey(row => new { row.TenantId, row.AlarmId });
            proof.Property(row => row.Version).IsConcurrencyToken();
            proof.HasIndex(row => row.ReceivedAt);
        });
    }

    private static void AddWebhooks(ModelBuilder model)
    {
        model.Entity<AcceptedTopic>(topic =>
        {
            topic.ToTable("accepted_topics");
            topic.HasKey(row => new { row.TenantId, row.TopicArn, row.Source });
        });
        model.Entity<ConnectedAccount>(account =>
        {
            account.ToTable("connected_accounts");
            account.HasKey(row => new { row.TenantId, row.Account, row.IntegrationId });
        });
        model.Entity<IntegrationVersion>(integration =>
        {
            integration.ToTable("integration_versions");
            integration.HasKey(row => row.IntegrationId);
            integration.Property(row => row.Version).IsConcurrencyToken();
        });
        model.Entity<WebhookRoute>(route =>
        {
            route.ToTable("webhook_routes");
            route.HasKey(row => new { row.TenantId, row.Provider, row.Generation });
            route.HasIndex(row => row.KeyHash).IsUnique();
        });
        model.Entity<Confirmation>(confirmation =>
        {
            confirmation.ToTable("confirmations");
            confirmation.HasKey(row => row.Id);
            confirmation.Property(row => row.Version).IsConcurrencyToken();
            confirmation.Ignore(row => row.SecretContext);
            confirmation.HasIndex(row => row.KeyId);
            confirmation.HasIndex(row => new { row.TenantId, row.MessageId }).IsUnique();
            confirmation.HasIndex(row => row.DueAt);
        });
    }
}
