using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Budgets;
using CauseFlow.CredentialBroker.Credentials;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Keys;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.Messaging;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker;

/// <summary>
/// The broker's store. It holds no session of a cloud and no session tokens; external ids and customers' secrets only
/// as ciphertext.
/// </summary>
public sealed class BrokerDbContext(DbContextOptions<BrokerDbContext> options) : DbContext(options)
{
    public DbSet<Integration> Integrations => Set<Integration>();
    public DbSet<ConnectedAccount> ConnectedAccounts => Set<ConnectedAccount>();
    public DbSet<ReservedIntegration> ReservedIntegrations => Set<ReservedIntegration>();
    public DbSet<StoredCredential> Credentials => Set<StoredCredential>();
    public DbSet<TenantExternalId> ExternalIds => Set<TenantExternalId>();
    public DbSet<SecretKey> SecretKeys => Set<SecretKey>();
    public DbSet<Lease> Leases => Set<Lease>();
    public DbSet<InvestigationPass> Passes => Set<InvestigationPass>();
    public DbSet<LeaseRun> Runs => Set<LeaseRun>();
    public DbSet<QuotaReservation> Reservations => Set<QuotaReservation>();
    public DbSet<AccountQuota> AccountQuotas => Set<AccountQuota>();
    public DbSet<AuditRecord> AuditRecords => Set<AuditRecord>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<AuditCheckpoint> AuditCheckpoints => Set<AuditCheckpoint>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.UseStoreConventions();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddMessaging();
        modelBuilder.HasIdempotentPosts();
        MapIntegrations(modelBuilder);
        MapCredentials(modelBuilder);
        MapLeases(modelBuilder);
        MapBudgets(modelBuilder);
        MapAudit(modelBuilder);
    }

    private static void MapIntegrations(ModelBuilder model)
    {
        var integration = model.Entity<Integration>().ToTable("integrations");
        integration.HasKey(x => x.Id);
        integration.Property(x => x.Accounts).HasJsonConversion();
        integration.Property(x => x.Regions).HasJsonConversion();
        integration.Property(x => x.Settings).HasJsonConversion();
        integration.Property(x => x.Links).HasJsonConversion();
        integration.Property(x => x.Services).HasJsonConversion();
        integration.Property(x => x.Environments).HasJsonConversion();
        integration.Property(x => x.Secret).IsConcurrencyToken();
        integration.HasIndex(x => x.SecretKeyId);
        integration.Ignore(x => x.Account);
        integration.Ignore(x => x.IsConnected);
        integration.Ignore(x => x.SecretContext);
        integration.Property(x => x.LastTest).HasJsonConversion();
        integration.Property(x => x.Version).IsConcurrencyToken();
        integration.HasIndex(x => new { x.TenantId, x.CreatedAt });
        integration.HasIndex(x => x.LookAgainAt);
        integration.Property(x => x.Reconcile).HasJsonConversion();
        integration.HasIndex(x => x.ReconcileDueAt);
        integration.Property(x => x.Queue).HasJsonConversion();
        integration.HasIndex(x => x.QueueDueAt);

        var account = model.Entity<ConnectedAccount>().ToTable("connected_accounts");
        account.HasKey(x => new { x.TenantId, x.Provider, x.Account });
        account.HasIndex(x => x.IntegrationId);
        model.Entity<ReservedIntegration>().ToTable("reserved_integrations").HasKey(x => new { x.TenantId, x.Provider });

        var externalId = model.Entity<TenantExternalId>().ToTable("external_ids");
        externalId.HasKey(x => new { x.TenantId, x.Generation });
        externalId.Property(x => x.Ciphertext).IsConcurrencyToken();
        externalId.Ignore(x => x.SecretContext);
        externalId.HasIndex(x => x.KeyId);
        externalId.HasIndex(x => x.Fingerprint).IsUnique();
        model.Entity<SecretKey>().ToTable("secret_keys").HasKey(x => x.KeyId);
    }

    private static void MapCredentials(ModelBuilder model)
    {
        var credential = model.Entity<StoredCredential>().ToTable("credentials");
        credential.HasKey(x => x.Id);
        credential.Ignore(x => x.Provider);
        credential.Ignore(x => x.SecretContext);
        credential.HasIndex(x => x.TenantId);
        credential.HasIndex(x => x.SecretKeyId);

        // Of two that take it at once the second finds the ciphertext gone, and an integration has one of them at most.
        credential.Property(x => x.Secret).IsConcurrencyToken();
        credential.HasIndex(x => x.IntegrationId).IsUnique();
    }

    private static void MapLeases(ModelBuilder model)
    {
        var pass = model.Entity<InvestigationPass>().ToTable("investigation_passes");
        pass.HasKey(x => new { x.InvestigationId, x.Pass });
        pass.Property(x => x.Decision).HasJsonConversion();
        pass.Property(x => x.Version).IsConcurrencyToken();

        var lease = model.Entity<Lease>().ToTable("leases");
        lease.HasKey(x => x.Id);
        lease.Property(x => x.Target).HasJsonConversion();
        lease.Property(x => x.Window).HasJsonConversion();
        lease.Property(x => x.Sources).HasJsonConversion();
        lease.Property(x => x.Look).HasJsonConversion();
        lease.Property(x => x.Version).IsConcurrencyToken();
        // A connection test has no investigation, and nulls never collide.
        lease.HasIndex(x => new { x.InvestigationId, x.Pass, x.IntegrationId }).IsUnique();
        lease.HasIndex(x => x.OpenTestOf).IsUnique();
        lease.HasIndex(x => new { x.ClosedAt, x.ExpiresAt });
        lease.HasIndex(x => new { x.TenantId, x.CreatedAt });
        lease.HasIndex(x => x.IntegrationId);

        var run = model.Entity<LeaseRun>().ToTable("lease_runs");
        run.HasKey(x => new { x.LeaseId, x.RunId });
        run.Property(x => x.Mints).HasJsonConversion();
        run.Property(x => x.CallBudget).HasJsonConversion();
        run.Property(x => x.CallsUsed).HasJsonConversion();
        run.Property(x => x.ReducedApis).HasJsonConversion();
        run.HasIndex(x => new { x.LeaseId, x.RunNumber }).IsUnique();
    }

    private static void MapBudgets(ModelBuilder model)
    {
        var reservation = model.Entity<QuotaReservation>().ToTable("quota_reservations");
        reservation.HasKey(x => new { x.LeaseId, x.RunId, x.Account, x.Region, x.Api });
        reservation.HasIndex(x => new { x.Provider, x.Account, x.ActiveUntil });
        reservation.HasIndex(x => x.ActiveUntil);

        var account = model.Entity<AccountQuota>().ToTable("account_quotas");
        account.HasKey(x => new { x.Provider, x.Account });
        account.Property(x => x.Version).IsConcurrencyToken();
    }

    private static void MapAudit(ModelBuilder model)
    {
        var record = model.Entity<AuditRecord>().ToTable("audit_records");
        record.HasKey(x => new { x.TenantId, x.Sequence });
        record.HasIndex(x => x.Id).IsUnique();

        var head = model.Entity<AuditHead>().ToTable("audit_heads");
        head.HasKey(x => x.TenantId);
        head.Property(x => x.Version).IsConcurrencyToken();

        var checkpoint = model.Entity<AuditCheckpoint>().ToTable("audit_checkpoints");
        checkpoint.HasKey(x => x.TenantId);
        checkpoint.Property(x => x.Version).IsConcurrencyToken();
    }
}
