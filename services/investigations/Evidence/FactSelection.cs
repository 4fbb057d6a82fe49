using CauseFlow.Contracts;
using CauseFlow.Investigations.Verdicts;

namespace CauseFlow.Investigations.Evidence;

/// <summary>Chooses what a person looks at out of a case of any size. Pure.</summary>
public static class FactSelection
{
    public const int MaxMetrics = 24;
    public const int MaxLogs = 60;
    public const int MaxStates = 60;
    public const int MaxChanges = 100;
    public const int MaxRelations = 200;
    public const int MaxAlarms = 50;

    public static FactSheet Of(VerdictRow row, CaseFile file, IReadOnlyList<RevisionView> revisions)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(file);
        var verdict = row.Verdict;
        var cited = Cited(verdict);
        var first = verdict.Causes.Count > 0 ? verdict.Causes[0].Resource.Id : null;
        var siblings = file.Relations.Where(relation => relation.Type == RelationType.SiblingOf)
            .Where(relation => relation.From.Id == first || relation.To.Id == first)
            .SelectMany(relation => new[] { relation.From.Id, relation.To.Id }).ToHashSet(StringComparer.Ordinal);
        var states = file.States
            .OrderBy(state => NearnessOf(state.EvidenceId, state.Resource, cited, first))
            .ThenByDescending(state => siblings.Contains(state.Resource.Id))
            .ThenBy(state => state.Status is ResourceStatus.Healthy or ResourceStatus.Unknown)
            .ThenBy(state => state.EvidenceId, StringComparer.Ordinal).Take(MaxStates).ToList();
        var shown = states.Select(state => state.Resource.Id).ToHashSet(StringComparer.Ordinal);
        return new()
        {
            InvestigationId = row.InvestigationId,
            Revision = row.Revision,
            Revisions = revisions,
            Window = file.Window,
            Verdict = verdict,
            Coverage = file.Coverage,
            Alarms = [.. file.Alarms.OrderBy(alarm => alarm.StateChangedAt).Take(MaxAlarms)],
            Metrics =
            [
                .. file.Metrics.OrderBy(series => series.Role)
                    .ThenBy(series => NearnessOf(series.EvidenceId, series.Resource, cited, first))
                    .ThenBy(series => series.EvidenceId, StringComparer.Ordinal).Take(MaxMetrics),
            ],
            Logs =
            [
                .. file.Logs.OrderBy(pattern => NearnessOf(pattern.EvidenceId, pattern.Resource, cited, null))
                    .ThenByDescending(RiseOf).ThenBy(pattern => pattern.EvidenceId, StringComparer.Ordinal).Take(MaxLogs),
            ],
            States = states,
            Changes =
            [
                .. file.Changes.OrderBy(change => NearnessOf(change.EvidenceId, change.Resource, cited, first))
                    .ThenByDescending(change => change.Time.OccurredAt)
                    .ThenBy(change => change.EvidenceId, StringComparer.Ordinal).Take(MaxChanges),
            ],
            Relations =
            [
                .. file.Relations.Where(relation => shown.Contains(relation.From.Id) && shown.Contains(relation.To.Id))
                    .OrderBy(relation => relation.EvidenceId, StringComparer.Ordinal).Take(MaxRelations),
            ],
            Totals = new(file.Alarms.Count, file.Metrics.Count, file.Logs.Count, file.States.Count, file.Changes.Count,
                file.Relations.Count),
        };
    }

    private static HashSet<string> Cited(Verdict verdict) =>
    [
        .. verdict.Causes.SelectMany(cause => cause.Supporting.Concat(cause.Refuting)),
        .. verdict.Causes.Select(cause => cause.ChangeId).OfType<string>(),
        .. verdict.RuledOut.SelectMany(ruledOut => ruledOut.Evidence),
    ];

    private static int NearnessOf(string id, ResourceRef resource, HashSet<string> cited, string? first) =>
        cited.Contains(id) ? 0 : resource.Id == first ? 1 : 2;

    /// <summary>Lines a minute more than before; what is new and severe stands above what was always there.</summary>
    private static double RiseOf(LogPattern pattern)
    {
        var during = Rate(pattern.IncidentCountsPerMinute) - Rate(pattern.BaselineCountsPerMinute);
        return during * (pattern.Severity is LogSeverity.Error or LogSeverity.Fatal ? 10 : 1);
    }

    private static double Rate(IReadOnlyList<int> counts) => counts.Count == 0 ? 0 : counts.Average();
}
