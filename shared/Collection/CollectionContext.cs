using CauseFlow.Collection.Redaction;
using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>What one source of one region needs to know to collect. It holds no credentials: clients do.</summary>
public sealed record CollectionContext
{
    public required string TenantId { get; init; }

    public required string InvestigationId { get; init; }

    public required string IntegrationId { get; init; }

    /// <summary>The integration's own account, which every resource id is built from; never the message's.</summary>
    public required string Account { get; init; }

    public required string Region { get; init; }

    public required CollectionTarget Target { get; init; }

    public required InvestigationWindow Window { get; init; }

    /// <summary>The alarm as the cloud itself reports it; null until a source of an earlier stage has read it.</summary>
    public AlarmFact? Alarm { get; init; }

    /// <summary>Resources that earlier stages resolved.</summary>
    public IReadOnlyList<ResourceRef> Resources { get; init; } = [];

    /// <summary>Relations that earlier stages resolved.</summary>
    public IReadOnlyList<Relation> Relations { get; init; } = [];

    /// <summary>What the alarm and those below it watch, as the cloud sent it; for calls only, never to be published.</summary>
    public IReadOnlyList<WatchedAlarm> Watched { get; init; } = [];

    /// <summary>The log groups that were resolved, as the cloud names them; for calls only, never to be published.</summary>
    public IReadOnlyList<WatchedLogGroup> WatchedLogs { get; init; } = [];

    /// <summary>Counts this source's calls and refuses those over the run's budget.</summary>
    public required CallMeter Calls { get; init; }

    public required Redactor Redactor { get; init; }

    /// <summary>Names persons, see <see cref="Actors"/>; null for names of this process alone. Never to be published.</summary>
    public string? PseudonymKey { get; init; }

    public required EvidenceIds Ids { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The baseline just before the incident; null when the request names none.</summary>
    public Baseline? AdjacentBaseline => Window.Baselines.FirstOrDefault(b => b.Kind == BaselineKind.Adjacent);

    /// <summary>A record prints its members: this one has a key.</summary>
    public override string ToString() => $"CollectionContext {{ InvestigationId = {InvestigationId}, Region = {Region}, [redacted] }}";
}
