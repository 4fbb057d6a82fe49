namespace CauseFlow.Messaging;

/// <summary>A message that a commit has promised to send. The row is deleted once the bus has it.</summary>
public sealed class OutboxMessage
{
    public long Seq { get; set; }

    /// <summary>The MessageId on the bus, the same however often it is sent.</summary>
    public Guid MessageId { get; set; }

    /// <summary>Full name of the contract.</summary>
    public required string Type { get; set; }

    /// <summary>The contract's JSON.</summary>
    public required string Body { get; set; }

    /// <summary>W3C traceparent of the work that wrote the row.</summary>
    public string? TraceParent { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Not sent before.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Claimed by a dispatcher until then.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }
    public int Attempts { get; set; }
}
