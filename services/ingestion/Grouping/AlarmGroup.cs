using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

public enum GroupStatus
{
    Open,
    Resolved,

    /// <summary>Closed by a person: it never opens again.</summary>
    Closed,
}

/// <summary>Time rules of grouping.</summary>
public sealed record GroupingRules(TimeSpan CoolDown, TimeSpan QuietPeriod, TimeSpan MaxAlarmAge)
{
    /// <summary>15 minutes, 5 minutes, 30 minutes.</summary>
    public static GroupingRules Default { get; } =
        new(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30));
}

/// <summary>
/// The alarms of one incident and how they stand. All instants are state-change times but the two that say so.
/// </summary>
public sealed class AlarmGroup
{
    public required string IncidentId { get; init; }
    public required string TenantId { get; init; }
    public required string IncidentKey { get; set; }

    /// <summary>The incident key while a later ALARM can still join or re-open the group, else null; unique.</summary>
    public string? OpenKey { get; private set; }
    public GroupStatus Status { get; private set; } = GroupStatus.Open;
    public DateTimeOffset OpenedAt { get; private set; }
    public DateTimeOffset? QuietSince { get; private set; }

    /// <summary>When a person resolved or closed it, by investigations' clock.</summary>
    public DateTimeOffset? EndedByPersonAt { get; private set; }

    /// <summary>When the last change by a person was made; an older one that arrives late is ignored.</summary>
    public DateTimeOffset? PersonChangedAt { get; private set; }

    /// <summary>When the quiet group ends, by ingestion's clock.</summary>
    public DateTimeOffset? ResolveDueAt { get; private set; }

    /// <summary>How many transitions and how many different alarms it has; see <see cref="GroupLimit"/>.</summary>
    public int FiringCount { get; private set; }
    public int AlarmCount { get; private set; }

    /// <summary>Whether an investigation was ever asked for; false where every ALARM was past when it came.</summary>
    public bool IsInvestigated { get; private set; }

    /// <summary>Row version, raised with each change.</summary>
    public long Version { get; private set; }

    public bool CanReopen => OpenKey is not null;

    public static AlarmGroup Open(
        string incidentId, string tenantId, string incidentKey, DateTimeOffset openedAt, bool canReopen) => new()
        {
            IncidentId = incidentId,
            TenantId = tenantId,
            IncidentKey = incidentKey,
            OpenedAt = openedAt,
            OpenKey = canReopen ? incidentKey : null,
        };

    /// <summary>True when an ALARM of that time belongs to this group.</summary>
    public bool Covers(DateTimeOffset alarmAt, TimeSpan coolDown)
    {
        if (alarmAt < OpenedAt - coolDown || (Status == GroupStatus.Closed && alarmAt > EndedByPersonAt))
        {
            return false;
        }

        return QuietSince is null || alarmAt <= QuietSince + coolDown;
    }

    /// <summary>Takes over what the group's transitions now say. True when a resolved group is open again.</summary>
    public bool Apply(IEnumerable<Transition> transitions, DateTimeOffset now, GroupingRules rules)
    {
        var timeline = GroupTimeline.Of(transitions, EndedByPersonAt);
        var quietBefore = QuietSince;
        OpenedAt = timeline.OpenedAt ?? OpenedAt;
        QuietSince = timeline.QuietSince;
        Version++;
        var reopened = Status == GroupStatus.Resolved && QuietSince is null;
        if (reopened)
        {
            Status = GroupStatus.Open;
        }

        if (Status != GroupStatus.Open || QuietSince is null)
        {
            ResolveDueAt = null;
        }
        else if (QuietSince != quietBefore)
        {
            ResolveDueAt = now + rules.QuietPeriod;
        }

        return reopened;
    }

    /// <summary>Ends a group that has been quiet long enough. True when the end is to be announced.</summary>
    public bool TryResolve(DateTimeOffset now)
    {
        if (Status != GroupStatus.Open || ResolveDueAt is null || ResolveDueAt > now)
        {
            return false;
        }

        Resolve();
        return true;
    }

    /// <summary>
    /// A later incident of the same key begins. True when the end of this one is still to be announced.
    /// </summary>
    public bool Supersede()
    {
        OpenKey = null;
        Version++;
        if (Status != GroupStatus.Open)
        {
            return false;
        }

        Resolve();
        return true;
    }

    /// <summary>Notes that an investigation starts.</summary>
    public void Investigate(bool starts) => IsInvestigated |= starts;

    public void Count(int firings, int alarms)
    {
        FiringCount += firings;
        AlarmCount += alarms;
        Version++;
    }

    /// <summary>The incident turned out to be about the resource of that key.</summary>
    public void Rekey(string incidentKey)
    {
        IncidentKey = incidentKey;
        OpenKey = OpenKey is null ? null : incidentKey;
        Version++;
    }

    /// <summary>Follows what a person did to the incident.</summary>
    public void Follow(IncidentStatusChanged change, IEnumerable<Transition> transitions)
    {
        if (change.ChangedAt <= PersonChangedAt)
        {
            return;
        }

        PersonChangedAt = change.ChangedAt;
        (Status, EndedByPersonAt) = change.Status switch
        {
            IncidentStatus.Resolved => (GroupStatus.Resolved, change.ChangedAt),
            IncidentStatus.Closed => (GroupStatus.Closed, change.ChangedAt),
            _ => (GroupStatus.Open, (DateTimeOffset?)null),
        };
        OpenKey = Status == GroupStatus.Closed ? null : OpenKey;
        QuietSince = GroupTimeline.Of(transitions, EndedByPersonAt).QuietSince;

        // A person who re-opens a quiet incident wants it open: only the next transition may start its end.
        ResolveDueAt = null;
        Version++;
    }

    private void Resolve()
    {
        Status = GroupStatus.Resolved;
        ResolveDueAt = null;
        Version++;
    }
}
