using System.Runtime.CompilerServices;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Alarms;
using CauseFlow.Investigations.Evidence;
using CauseFlow.Investigations.Feedback;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Notifications;
using CauseFlow.Investigations.Passes;
using CauseFlow.Investigations.Verdicts;
using CauseFlow.Messaging;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace CauseFlow.Investigations;

/// <summary>The store of this service; nobody else reads it.</summary>
public sealed class InvestigationsDbContext(DbContextOptions<InvestigationsDbContext> options) : DbContext(options)
{
    public DbSet<IncidentRow> Incidents => Set<IncidentRow>();
    public DbSet<IncidentWordRow> IncidentWords => Set<IncidentWordRow>();
    public DbSet<IncidentAlarmRow> IncidentAlarms => Set<IncidentAlarmRow>();
    public DbSet<AlarmTransitionRow> AlarmTransitions => Set<AlarmTransitionRow>();
    public DbSet<TimelineRow> Timeline => Set<TimelineRow>();
    public DbSet<InvestigationRow> Investigations => Set<InvestigationRow>();
    public DbSet<PassRow> Passes => Set<PassRow>();
    public DbSet<AccessRow> Accesses => Set<AccessRow>();
    public DbSet<RunRow> Runs => Set<RunRow>();
    public DbSet<PartRow> Parts => Set<PartRow>();
    public DbSet<VerdictRow> Verdicts => Set<VerdictRow>();
    public DbSet<FeedbackRow> Feedback => Set<FeedbackRow>();
    public DbSet<EvidenceRow> Evidence => Set<EvidenceRow>();
    public DbSet<NotificationSettingsRow> NotificationSettings => Set<NotificationSettingsRow>();
    public DbSet<NotificationChannelRow> NotificationChannels => Set<NotificationChannelRow>();
    public DbSet<NotificationEventRow> NotificationEvents => Set<NotificationEventRow>();
    public DbSet<NotificationDeliveryRow> NotificationDeliveries => Set<NotificationDeliveryRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.UseStoreConventions();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddMessaging();
        AddIncidents(modelBuilder);
        AddWords(modelBuilder, Database.IsNpgsql());
        AddPasses(modelBuilder);
        AddResults(modelBuilder);
        modelBuilder.AddNotifications();
        modelBuilder.HasIdempotentPosts();
    }

    public override Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        KeepWords();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <summary>
    /// The words of an incident follow its text in the same commit; what stood there before says what goes.
    /// </summary>
    private void KeepWords()
    {
        ChangeTracker.DetectChanges();
        foreach (var entry in ChangeTracker.Entries<IncidentRow>()
            .Where(entry => entry.State is EntityState.Added or EntityState.Modified).ToList())
        {
            var text = entry.Property(row => row.SearchText);
            IEnumerable<string> before = entry.State == EntityState.Added
                ? []
                : IncidentSearch.WordsOf(text.OriginalValue);
            var after = IncidentSearch.WordsOf(text.CurrentValue);
            foreach (var word in before.Except(after))
            {
                Entry(WordOf(entry.Entity, word)).State = EntityState.Deleted;
            }

            foreach (var word in after.Except(before))
            {
                Entry(WordOf(entry.Entity, word)).State = EntityState.Added;
            }
        }
    }

    /// <summary>The row that this context has saved before, or a new one.</summary>
    private IncidentWordRow WordOf(IncidentRow incident, string word) =>
        IncidentWords.Local.FindEntryUntyped(new object?[] { incident.TenantId, word, incident.Id })?.Entity
        ?? new() { TenantId = incident.TenantId, Word = word, IncidentId = incident.Id };

    private static void AddWords(ModelBuilder model, bool isPostgreSql) => model.Entity<IncidentWordRow>(word =>
    {
        word.ToTable("incident_words").HasKey(row => new { row.TenantId, row.Word, row.IncidentId });
        if (isPostgreSql)
        {
            // Beginnings of words are a range only where letters are compared by their code, as SQLite does.
            word.Property(row => row.Word).UseCollation("C");
        }
    });

    private static void AddIncidents(ModelBuilder model)
    {
        model.Entity<IncidentRow>(incident =>
        {
            incident.ToTable("incidents").HasKey(row => row.Seq);
            incident.HasIndex(row => new { row.TenantId, row.Id }).IsUnique();

            // One index for each order of the list, and one for each filter that leaves few rows, in the default order.
            incident.HasIndex(row => new { row.TenantId, row.CreatedAt, row.Seq });
            incident.HasIndex(row => new { row.TenantId, row.UpdatedAt, row.Seq });
            incident.HasIndex(row => new { row.TenantId, row.SeverityRank, row.CreatedAt, row.Seq })
                .IsDescending(false, false, true, true);
            incident.HasIndex(row => new { row.TenantId, row.Status, row.CreatedAt, row.Seq });
            incident.HasIndex(row => new { row.TenantId, row.Source, row.CreatedAt, row.Seq });
            incident.Property(row => row.Resource).HasJsonConversion();
            incident.Property(row => row.Scope).HasJsonConversion();
            incident.Property(row => row.WaitingHints).HasJsonConversion();
            incident.Property(row => row.Version).IsConcurrencyToken();
        });
        model.Entity<IncidentAlarmRow>(alarm =>
        {
            alarm.ToTable("incident_alarms").HasKey(row => new { row.TenantId, row.IncidentId, row.AlarmId });
            alarm.Property(row => row.Fact).HasJsonConversion();
            alarm.Property(row => row.Firing).HasJsonConversion();
        });
        model.Entity<AlarmTransitionRow>(transition => transition.ToTable("alarm_transitions")
            .HasKey(row => new { row.TenantId, row.IncidentId, row.AlarmId, row.At, row.State }));
        model.Entity<TimelineRow>(step =>
        {
            step.ToTable("timeline").HasKey(row => row.Seq);
            step.HasIndex(row => new { row.TenantId, row.IncidentId, row.Seq });
            step.HasIndex(row => new { row.TenantId, row.InvestigationId });
        });
    }

    private static void AddPasses(ModelBuilder model)
    {
        model.Entity<InvestigationRow>(investigation =>
        {
            investigation.ToTable("investigations").HasKey(row => row.Seq);
            investigation.HasIndex(row => new { row.TenantId, row.Id }).IsUnique();
            investigation.HasIndex(row => new { row.TenantId, row.IncidentId });
            investigation.HasIndex(row => new { row.TenantId, row.Status });
            investigation.HasIndex(row => row.DueAt);
            investigation.HasIndex(row => new { row.EvidenceDeletedAt, row.CompletedAt });
            investigation.Property(row => row.Request).HasJsonConversion();
            investigation.Property(row => row.FollowUp).HasJsonConversion();
            investigation.Property(row => row.Version).IsConcurrencyToken();
            investigation.Ignore(row => row.IsRunning);
        });
        model.Entity<PassRow>(pass =>
        {
            pass.ToTable("passes").HasKey(row => new { row.TenantId, row.InvestigationId, row.Number });
            pass.HasIndex(row => row.Status);
            pass.Property(row => row.Request).HasJsonConversion();
            pass.Property(row => row.AccessRefusal).HasJsonConversion();
            pass.Ignore(row => row.IsOver);
        });
        model.Entity<AccessRow>(access =>
        {
            access.ToTable("accesses")
                .HasKey(row => new { row.TenantId, row.InvestigationId, row.Pass, row.IntegrationId });
            access.Property(row => row.Access).HasJsonConversion();
        });
        model.Entity<RunRow>(run =>
        {
            run.ToTable("runs").HasKey(row => new
            {
                row.TenantId, row.InvestigationId, row.Pass, row.IntegrationId, row.RunNumber,
            });
            run.Property(row => row.Expected).HasJsonConversion();
            run.Property(row => row.Sources).HasJsonConversion();
            run.Property(row => row.Failure).HasJsonConversion();
        });
        model.Entity<PartRow>(part =>
        {
            part.ToTable("parts").HasKey(row => row.Seq);
            part.HasIndex(row => new
            {
                row.TenantId, row.InvestigationId, row.Pass, row.IntegrationId, row.Region, row.Source, row.RunNumber,
                row.Part,
            }).IsUnique();
            part.Property(row => row.Body).HasJsonConversion().Metadata
                .SetValueComparer(Unchanging<FindingsPublished>());
            part.Ignore(row => row.Key);
        });
    }

    /// <summary>What is large and never changed in place is not written out to see whether it was.</summary>
    private static ValueComparer<T> Unchanging<T>() => new(
        (left, right) => ReferenceEquals(left, right), value => RuntimeHelpers.GetHashCode(value), value => value);

    private static void AddResults(ModelBuilder model)
    {
        model.Entity<VerdictRow>(verdict =>
        {
            verdict.ToTable("verdicts").HasKey(row => new { row.TenantId, row.InvestigationId, row.Revision });
            verdict.Property(row => row.Case).HasJsonConversion().Metadata.SetValueComparer(Unchanging<CaseFile?>());
            verdict.Property(row => row.Verdict).HasJsonConversion();
        });
        model.Entity<FeedbackRow>(feedback => feedback.ToTable("feedback")
            .HasKey(row => new { row.TenantId, row.InvestigationId, row.Revision, row.Rank, row.Person }));
        model.Entity<EvidenceRow>(evidence =>
        {
            evidence.ToTable("evidence").HasKey(row => row.Seq);
            evidence.HasIndex(row => new { row.TenantId, row.InvestigationId, row.EvidenceId }).IsUnique();
            evidence.HasIndex(row => new { row.TenantId, row.EvidenceId });
            evidence.Property(row => row.Pointer).HasJsonConversion();
        });
    }
}
