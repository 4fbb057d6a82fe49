using System.ComponentModel.DataAnnotations;

namespace CauseFlow.CredentialBroker.Queues;

/// <summary>Section <c>Broker:Intake</c>: how access to a queue of alarms is lent, where an admin has named one.</summary>
public sealed class QueueOptions
{
    /// <summary>How long one spell of reading can last. Default 12 minutes: a session of AWS lasts 15.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:14:00")]
    public TimeSpan LeaseLifetime { get; set; } = TimeSpan.FromMinutes(12);

    /// <summary>
    /// From the beginning of one spell to that of the next; the two overlap, so that the queue is never left. Default 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:30", "00:13:00")]
    public TimeSpan Renewal { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Pause after a spell that failed; doubles up to the time between two spells. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(30);
}
