namespace CauseFlow.Ingestion.Deliveries;

public enum DeliveryVerdict
{
    Accepted,
    Duplicate,

    /// <summary>Validly signed, but from a topic or an account that the tenant has not connected (yet).</summary>
    Held,
    Rejected,

    /// <summary>Accepted from its topic, but not something that can become an incident.</summary>
    Ignored,
}

/// <summary>
/// A row of the intake log, which is the delivery log as well: what arrived, and what became of it. Rejections share a
/// row per route, reason and minute.
/// </summary>
public sealed class Delivery
{
    public long Seq { get; init; }
    public required string Id { get; init; }
    public required string TenantId { get; init; }
    public required string Provider { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required DeliveryVerdict Verdict { get; set; }
    public string? Reason { get; set; }
    public string? Remedy { get; set; }
    public string? MessageId { get; init; }
    public string? TopicArn { get; init; }
    public string? MessageType { get; init; }

    /// <summary>Of the route key in the address at which it came; 0 where the address holds none.</summary>
    public int RouteGeneration { get; init; }

    /// <summary>
    /// <see cref="StoredEnvelope"/> as JSON, or the alarm itself where it was read at the door; null for rejections and
    /// from the decision on, since the text of an envelope is as its sender wrote it.
    /// </summary>
    public string? Body { get; set; }

    /// <summary>The account that a held row waits for; null when it waits for its topic.</summary>
    public string? AwaitedAccount { get; set; }

    /// <summary>The incident that it became part of.</summary>
    public string? IncidentId { get; set; }

    /// <summary>W3C traceparent of the request, so that the decision is part of the same trace.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When the row is to be decided; null when nothing is left to decide.</summary>
    public DateTimeOffset? DecideAt { get; set; }
    /// <summary>Until when one replica has it to decide; see <see cref="DecisionQueue"/>.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }
    public int Attempts { get; set; }

    /// <summary>How many deliveries the row stands for.</summary>
    public int Count { get; set; } = 1;

    /// <summary>Rejections only: tenant, provider, reason and minute; unique.</summary>
    public string? AggregateKey { get; init; }

    /// <summary>Rejections only: at most three.</summary>
    public IReadOnlyList<RejectionSample>? Samples { get; set; }

    /// <summary>Row version.</summary>
    public long Version { get; set; }
}

/// <summary>Facts about a refused request that are safe to keep: nothing that the sender wrote.</summary>
public sealed record RejectionSample(DateTimeOffset At, string? Remote, long Bytes);

/// <summary>What is kept of an SNS message: no Token, Signature, SubscribeURL or UnsubscribeURL.</summary>
public sealed record StoredEnvelope
{
    public required string Type { get; init; }
    public required string MessageId { get; init; }
    public required string TopicArn { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public string? Subject { get; init; }
    public required string Message { get; init; }
}
