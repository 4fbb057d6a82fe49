using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>A group together with its transitions.</summary>
public sealed record GroupFirings(AlarmGroup Group, IReadOnlyCollection<Transition> Transitions);

/// <summary>What one new transition means.</summary>
public sealed record GroupDecision
{
    /// <summary>The incident that the transition belongs to; null when it belongs to none yet.</summary>
    public AlarmGroup? Group { get; private init; }

    /// <summary>True when <see cref="Group"/> did not exist before.</summary>
    public bool IsNew { get; private init; }

    /// <summary>True when an investigation starts: the group opened or opened again.</summary>
    public bool Starts { get; private init; }

    /// <summary>Transitions that waited without an incident and belong to it now.</summary>
    public IReadOnlyList<Transition> Attached { get; private init; } = [];

    /// <summary>A group that ended because a later incident began, and whose end is to be announced.</summary>
    public AlarmGroup? Ended { get; private init; }

    /// <summary>Decides about a transition that is in no group yet, and changes the groups accordingly.</summary>
    /// <param name="transition">The new transition.</param>
    /// <param name="groups">The groups of its incident key: the one that can re-open, and recent ones.</param>
    /// <param name="waiting">Transitions of the same alarm without an incident.</param>
    /// <param name="open">Makes a new group: first argument the opening time, second whether it can re-open.</param>
    /// <param name="now">Ingestion's clock.</param>
    /// <param name="rules">Time rules.</param>
    /// <param name="isOver">The alarm has left this ALARM since, though the transition that says so may not have come yet.</param>
    public static GroupDecision Decide(
        Transition transition,
        IReadOnlyCollection<GroupFirings> groups,
        IReadOnlyCollection<Transition> waiting,
        Func<DateTimeOffset, bool, AlarmGroup> open,
        DateTimeOffset now,
        GroupingRules rules,
        bool isOver = false)
    {
        var target = TargetOf(transition, groups, waiting, rules);
        if (transition.State != AlarmState.Alarm)
        {
            target?.Group.Apply([.. target.Transitions, transition], now, rules);
            return new GroupDecision { Group = target?.Group };
        }

        var later = Later(transition, waiting);
        var isOld = now - transition.At > rules.MaxAlarmAge;
        var isPast = isOld && (isOver || later.Exists(other => other.State == AlarmState.Ok));
        return target is null
            ? OpenNew(transition, groups, later, open, now, rules, isPast)
            : Join(transition, target, later, now, rules, isPast, isOld && isOver);
    }

    /// <summary>
    /// An incident that was only recorded, because all its ALARMs were past, is investigated with the first that is not.
    /// </summary>
    private static GroupDecision Join(
        Transition transition, GroupFirings target, List<Transition> later, DateTimeOffset now, GroupingRules rules,
        bool isPast, bool isKnownOver)
    {
        var group = target.Group;
        var reopens = group.Apply([.. target.Transitions, transition, .. later], now, rules);
        var starts = (reopens && !isKnownOver) || (group is { IsInvestigated: false, Status: GroupStatus.Open } && !isPast);
        group.Investigate(starts);
        return new GroupDecision { Group = group, Starts = starts, Attached = later };
    }

    /// <summary>The group that takes the transition; null when it opens a new one, or belongs to none yet.</summary>
    public static GroupFirings? TargetOf(
        Transition transition, IReadOnlyCollection<GroupFirings> groups, IReadOnlyCollection<Transition> waiting,
        GroupingRules rules) =>
        transition.State != AlarmState.Alarm
            ? OwnerOf(transition, groups)
            : groups.Where(candidate => candidate.Group.Covers(transition.At, rules.CoolDown))
                .OrderByDescending(candidate => candidate.Group.CanReopen)
                .ThenByDescending(candidate => candidate.Group.OpenedAt)
                .ThenByDescending(candidate => candidate.Group.IncidentId, StringComparer.Ordinal)
                .FirstOrDefault() ?? StillFiring(transition, groups, Later(transition, waiting));

    private static List<Transition> Later(Transition transition, IEnumerable<Transition> waiting) =>
        [.. waiting.Where(other => other.AlarmId == transition.AlarmId && other > transition)];

    private static GroupDecision OpenNew(
        Transition transition,
        IReadOnlyCollection<GroupFirings> groups,
        List<Transition> later,
        Func<DateTimeOffset, bool, AlarmGroup> open,
        DateTimeOffset now,
        GroupingRules rules,
        bool isPast)
    {
        var current = groups.FirstOrDefault(candidate => candidate.Group.CanReopen)?.Group;

        // An ALARM from long before the current incident belongs to a past one, which can no longer re-open.
        var past = current is not null && transition.At < current.OpenedAt;
        var ended = current is not null && !past && current.Supersede() ? current : null;
        var group = open(transition.At, !past);
        group.Apply([transition, .. later], now, rules);
        group.Investigate(!isPast);
        return new GroupDecision { Group = group, IsNew = true, Starts = !isPast, Attached = later, Ended = ended };
    }

    // An ALARM from before the current incident that nothing ended is where that incident really began.
    private static GroupFirings? StillFiring(
        Transition transition, IReadOnlyCollection<GroupFirings> groups, List<Transition> later) =>
        later.Exists(other => other.State == AlarmState.Ok)
            ? null
            : groups.FirstOrDefault(
                candidate => candidate.Group.CanReopen && transition.At < candidate.Group.OpenedAt);

    // OK and INSUFFICIENT_DATA belong where the last ALARM of the same alarm before them is.
    private static GroupFirings? OwnerOf(Transition transition, IReadOnlyCollection<GroupFirings> groups) =>
        groups
            .SelectMany(group => group.Transitions
                .Where(other => other.AlarmId == transition.AlarmId && other.State == AlarmState.Alarm
                    && other < transition)
                .Select(alarm => (Group: group, Alarm: alarm)))
            .OrderByDescending(pair => pair.Alarm)
            .Select(pair => pair.Group)
            .FirstOrDefault();
}
