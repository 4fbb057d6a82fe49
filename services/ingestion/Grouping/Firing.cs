using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>One state change of one alarm, recorded once however often it was delivered.</summary>
public sealed class Firing
{
    public long Seq { get; init; }
    public required string TenantId { get; init; }
    public required string AlarmId { get; init; }
    public required AlarmState State { get; init; }

    /// <summary>State-change time, to the second.</summary>
    public required DateTimeOffset StateChangedAt { get; init; }
    public required string IncidentKey { get; init; }

    /// <summary>Null while the transition belongs to no incident.</summary>
    public string? IncidentId { get; set; }
    public required AlarmFact Alarm { get; init; }
    public required string DeliveryId { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    public Transition Transition => new(AlarmId, State, StateChangedAt);
}
