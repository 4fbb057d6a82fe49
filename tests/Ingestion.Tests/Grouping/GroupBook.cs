using CauseFlow.Ingestion.Grouping;

namespace CauseFlow.Ingestion.Tests.Grouping;

/// <summary>The store in memory: what FiringRecorder does with rows, done with lists.</summary>
public sealed class GroupBook
{
    private readonly Dictionary<Transition, AlarmGroup?> _firings = [];
    private int _ids;

    public List<AlarmGroup> Groups { get; } = [];
    public List<AlarmGroup> Starts { get; } = [];
    public List<AlarmGroup> Ended { get; } = [];

    public IEnumerable<Transition> Of(AlarmGroup? group) =>
        _firings.Where(firing => firing.Value == group).Select(firing => firing.Key);

    public GroupDecision? Record(Transition transition, DateTimeOffset now)
    {
        if (_firings.ContainsKey(transition))
        {
            return null;
        }

        var decision = GroupDecision.Decide(
            transition,
            [.. Groups.Select(group => new GroupFirings(group, [.. Of(group)]))],
            [.. Of(null).Where(waiting => waiting.AlarmId == transition.AlarmId)],
            (openedAt, canReopen) => AlarmGroup.Open($"inc_{++_ids}", "ten_a", "key", openedAt, canReopen),
            now,
            GroupingRules.Default);
        _firings[transition] = decision.Group;
        foreach (var attached in decision.Attached)
        {
            _firings[attached] = decision.Group;
        }

        if (decision.IsNew)
        {
            Groups.Add(decision.Group!);
        }

        if (decision.Starts)
        {
            Starts.Add(decision.Group!);
        }

        if (decision.Ended is { } ended)
        {
            Ended.Add(ended);
        }

        return decision;
    }

    /// <summary>All that must not depend on the order of arrival.</summary>
    public string State() => string.Join("; ", Groups.Select(group =>
        $"{group.OpenedAt:HH:mm:ss} {group.QuietSince:HH:mm:ss} {group.CanReopen} "
        + string.Join(",", Of(group).Order().Select(t => $"{t.AlarmId}{t.State}{t.At:HH:mm:ss}"))))
        + " | " + string.Join(",", Of(null).Order().Select(t => $"{t.AlarmId}{t.State}{t.At:HH:mm:ss}"));
}
