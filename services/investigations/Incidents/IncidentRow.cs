using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Incidents;

/// <summary>One incident as people see it. Made by whichever message of it comes first.</summary>
public sealed class IncidentRow
{
    public long Seq { get; set; }
    public required string Id { get; set; }
    public required string TenantId { get; set; }
    public string? IncidentKey { get; set; }
    public required string Title { get; set; }
    public string? Description { get; set; }
    public IncidentStatus Status { get; set; }
    public IncidentSeverity Severity { get; set; }

    /// <summary>0 for critical to 4 for info: the order by severity, which the stored name does not give.</summary>
    public int SeverityRank { get; set; }

    /// <summary>sender, tag, alarm_name, default or person.</summary>
    public required string SeveritySource { get; set; }

    /// <summary>Where it came from: cloudwatch, custom, manual.</summary>
    public required string Source { get; set; }
    public ResourceRef? Resource { get; set; }

    /// <summary>Where a person said to look; null for an alarm's incident, whose alarm says it.</summary>
    public InvestigationScope? Scope { get; set; }

    /// <summary>Context that was added while an investigation was running; the next one starts with it.</summary>
    public IReadOnlyList<string>? WaitingHints { get; set; }

    /// <summary>Who added the latest of it: the investigation that it leads to is theirs.</summary>
    public string? WaitingPerson { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>State-change time of the earliest ALARM.</summary>
    public DateTimeOffset? FiredAt { get; set; }

    /// <summary>State-change time of the latest ALARM.</summary>
    public DateTimeOffset? LastFiredAt { get; set; }
    public DateTimeOffset? ResolvedAt { get; set; }
    public string? Resolution { get; set; }
    public string? Summary { get; set; }
    public double? Confidence { get; set; }

    /// <summary>The investigation that counts: the newest requested.</summary>
    public string? InvestigationId { get; set; }
    public DateTimeOffset? InvestigationRequestedAt { get; set; }
    public InvestigationState InvestigationState { get; set; }

    /// <summary>Closed or triaging, where a person has said so.</summary>
    public IncidentStatus? SetByPerson { get; set; }
    public int AlarmCount { get; set; }

    /// <summary>The cause that people were told of last, as <see cref="Notifications.ToldCause"/> writes it; null for none.</summary>
    public string? ToldCause { get; set; }

    /// <summary>Words of title, id, resource and summary, for the list's <c>q</c>; see IncidentSearch.</summary>
    public string SearchText { get; set; } = "";

    public long Version { get; set; }

    public void SetSeverity(IncidentSeverity severity, string source)
    {
        Severity = severity;
        SeverityRank = (int)severity;
        SeveritySource = source;
    }
}
