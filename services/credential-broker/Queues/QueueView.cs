using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Aws;

namespace CauseFlow.CredentialBroker.Queues;

/// <summary>The queue that alarms are taken from, as the API shows it.</summary>
public sealed record QueueView
{
    public required string QueueArn { get; init; }

    /// <summary>What the role needs for it beside its reads: deleting what was taken is the only write. Null in a list.</summary>
    public JsonObject? Policy { get; init; }
    public DateTimeOffset? LastEndedAt { get; init; }
    public DateTimeOffset? LastTakenAt { get; init; }

    /// <summary>Messages that were taken and deleted.</summary>
    public required long Taken { get; init; }

    /// <summary>Messages that could never be taken, such as of a foreign signature.</summary>
    public required long Refused { get; init; }

    /// <summary>Why reading fails; null when it does not.</summary>
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }

    /// <summary>Null where no queue is named.</summary>
    public static QueueView? Of(Integration integration)
    {
        ArgumentNullException.ThrowIfNull(integration);
        if (integration.Settings is not AwsSettings { IntakeQueueArn: { } queue })
        {
            return null;
        }

        var state = integration.Queue ?? new QueueState();
        return new QueueView
        {
            QueueArn = queue, Policy = AwsPolicies.Intake(queue), LastEndedAt = state.LastEndedAt, LastTakenAt = state.LastTakenAt,
            Taken = state.Taken, Refused = state.Refused, Reason = state.Reason, Message = state.Message, Remedy = state.Remedy,
        };
    }
}
