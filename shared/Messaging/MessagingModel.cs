using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Messaging;

public static class MessagingModel
{
    /// <summary>Adds the outbox and inbox tables to a service's own model.</summary>
    public static ModelBuilder AddMessaging(this ModelBuilder model)
    {
        model.Entity<OutboxMessage>(outbox =>
        {
            outbox.ToTable("outbox");
            outbox.HasKey(row => row.Seq);
            outbox.Property(row => row.Seq).HasColumnName("seq").ValueGeneratedOnAdd();
            outbox.Property(row => row.MessageId).HasColumnName("message_id");
            outbox.Property(row => row.Type).HasColumnName("type").HasMaxLength(200);
            outbox.Property(row => row.Body).HasColumnName("body");
            outbox.Property(row => row.TraceParent).HasColumnName("trace_parent").HasMaxLength(60);
            outbox.Property(row => row.CreatedAt).HasColumnName("created_at");
            outbox.Property(row => row.DueAt).HasColumnName("due_at");
            outbox.Property(row => row.LeasedUntil).HasColumnName("leased_until");
            outbox.Property(row => row.Attempts).HasColumnName("attempts");
            outbox.HasIndex(row => row.MessageId).IsUnique();
        });
        model.Entity<InboxMessage>(inbox =>
        {
            inbox.ToTable("inbox");
            inbox.HasKey(row => new { row.MessageId, row.Endpoint });
            inbox.Property(row => row.Endpoint).HasMaxLength(100);
            inbox.HasIndex(row => row.ReceivedAt);
        });
        return model;
    }
}
