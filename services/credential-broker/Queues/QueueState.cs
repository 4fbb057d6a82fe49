using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Queues;

/// <summary>What is known of an integration's queue.</summary>
public sealed record QueueState
{
    /// <summary>When a spell of reading ended last, well or not.</summary>
    public DateTimeOffset? LastEndedAt { get; init; }
    public DateTimeOffset? LastTakenAt { get; init; }

    /// <summary>Messages in all spells that were taken and deleted.</summary>
    public long Taken { get; init; }

    /// <summary>Messages in all spells that could never be taken; received again they count again.</summary>
    public long Refused { get; init; }

    /// <summary>Spells in a row that failed.</summary>
    public int Failures { get; init; }
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }

    public QueueState After(QueueIntakeEnded spell, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(spell);
        return this with
        {
            LastEndedAt = now, LastTakenAt = spell.LastTakenAt ?? LastTakenAt,
            Taken = Taken + Math.Max(0, spell.Taken), Refused = Refused + Math.Max(0, spell.Refused),
            Failures = spell.Reason is null ? 0 : Failures + 1,
            Reason = spell.Reason, Message = spell.Message, Remedy = spell.Remedy,
        };
    }

    /// <summary>After a spell of which nothing was heard.</summary>
    public QueueState Unanswered(string collector, DateTimeOffset now) => this with
    {
        LastEndedAt = now, Failures = Failures + 1, Reason = RefusalReason.ProviderUnreachable,
        Message = "No collector told in time what it took from the queue.",
        Remedy = $"Check that {collector} is running and reaches the bus. What is in the queue stays there.",
    };
}
