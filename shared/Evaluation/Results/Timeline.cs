using CauseFlow.Contracts;

namespace CauseFlow.Evaluation.Results;

/// <summary>The alarm, the onset, every change from a day before the window on, and what the verdict names that has a time.</summary>
internal static class Timeline
{
    private const int MaxEntries = 500;

    public static IReadOnlyList<TimelineEntry> Of(EvaluationCase input, Verdict verdict, IReadOnlyList<Finding> findings)
    {
        var window = input.File.Window;
        var alarms = input.File.Alarms.Select(alarm => new TimelineEntry(
            alarm.StateChangedAt, "alarm", alarm.TargetIds is [var target, ..] ? target : null, alarm.Name, Pointers(input, alarm.EvidenceId)));
        var changes = input.File.Changes.Where(change => change.Time.OccurredAt >= window.From.AddDays(-1)).Select(change => new TimelineEntry(
            change.Time.OccurredAt, "change", change.Resource.Id, change.Summary, Pointers(input, change.EvidenceId)));
        var named = findings.Where(finding => finding is { Time: not null, Kind: not ("alarm" or "change") })
            .Select(finding => new TimelineEntry(finding.Time!.Value, finding.Kind, finding.Resource, finding.Text, finding.Pointers));
        IEnumerable<TimelineEntry> onset = verdict.Onset is null ? []
            : [new TimelineEntry(verdict.Onset.Earliest, "onset", null, $"begins between here and {ResultWriter.Time(verdict.Onset.Latest)}", [])];
        return [.. alarms.Concat(changes).Concat(named).Concat(onset)
            .OrderBy(entry => entry.Time).ThenBy(entry => entry.Kind, StringComparer.Ordinal)
            .ThenBy(entry => entry.Resource, StringComparer.Ordinal).ThenBy(entry => entry.Text, StringComparer.Ordinal).Take(MaxEntries)];
    }

    private static IReadOnlyList<EvidencePointer> Pointers(EvaluationCase input, string? evidenceId) =>
        evidenceId is null ? [] : input.Sources.Of(evidenceId, input.File.Window);
}
