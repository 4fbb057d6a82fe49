using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.History;

/// <summary>Reads what the alarms of one region did, and what they are now: two calls for a hundred alarms.</summary>
internal sealed class HistoryReader(ICloudWatchClient cloudWatch, Redactor redactor, string account, string region)
{
    private const int MaxPages = 30;
    private const int NamesPerCall = 100;

    /// <summary>The alarms that changed, and until when the history was read: earlier than asked where it is very long.</summary>
    public async Task<(IReadOnlyList<ObservedAlarm> Alarms, DateTimeOffset Until)> ReadAsync(
        InvestigationWindow window, CallMeter calls, CancellationToken cancellationToken)
    {
        var history = await cloudWatch.DescribeHistoryAsync(window.From, window.To, MaxPages, calls, cancellationToken);
        var until = history.IsComplete || history.Items.Count == 0 ? window.To : history.Items.Max(item => item.Change.At);
        var facts = new AlarmFacts(redactor, account, region);
        var alarms = new List<ObservedAlarm>();
        var byName = history.Items.ToLookup(item => item.AlarmName, item => item.Change, StringComparer.Ordinal);
        foreach (var names in byName.Select(changes => changes.Key).Order(StringComparer.Ordinal).Chunk(NamesPerCall))
        {
            // An alarm that was deleted meanwhile is not described, and nobody can say whom it told.
            var described = await cloudWatch.DescribeAlarmsAsync(names, calls, cancellationToken);
            alarms.AddRange(described.Select(alarm => Observed(facts, alarm, byName[alarm.Name])));
        }

        return (alarms, until);
    }

    private static ObservedAlarm Observed(AlarmFacts facts, CloudAlarm alarm, IEnumerable<AlarmTransition> changes) => new()
    {
        Alarm = facts.Announced(alarm),
        AlarmTopics = alarm.AlarmTopics,
        OkTopics = alarm.OkTopics,
        InsufficientDataTopics = alarm.InsufficientDataTopics,
        Transitions =
        [
            .. changes.OrderBy(change => change.At).Select(change => new ObservedTransition
            {
                State = AlarmFacts.StateOf(change.To), PreviousState = AlarmFacts.StateOf(change.From), At = change.At,
            }),
        ],
    };
}
