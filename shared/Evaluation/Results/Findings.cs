using CauseFlow.Contracts;

namespace CauseFlow.Evaluation.Results;

/// <summary>The facts that a verdict names, for or against, in the order of their ids.</summary>
internal static class Findings
{
    private const int MaxText = 400;

    public static IReadOnlyList<Finding> Of(EvaluationCase input, Verdict verdict)
    {
        var named = verdict.Causes.SelectMany(cause => cause.Supporting.Concat(cause.Refuting))
            .Concat(verdict.RuledOut.SelectMany(ruledOut => ruledOut.Evidence)).ToHashSet(StringComparer.Ordinal);
        return [.. All(input.File).Where(fact => named.Contains(fact.Id)).DistinctBy(fact => fact.Id)
            .OrderBy(fact => fact.Id, StringComparer.Ordinal)
            .Select(fact => fact with { Text = Cut(fact.Text), Pointers = input.Sources.Of(fact.Id, input.File.Window) })];
    }

    private static IEnumerable<Finding> All(CaseFile file)
    {
        var alarms = file.Alarms.Where(alarm => alarm.EvidenceId is not null)
            .Select(alarm => new Finding(alarm.EvidenceId!, "alarm", alarm.TargetIds is [var target, ..] ? target : null, alarm.StateChangedAt, alarm.Name, []));
        var metrics = file.Metrics.Select(series => new Finding(
            series.EvidenceId, "metric", series.Resource.Id, null, $"{series.Name} {series.Statistic}".TrimEnd(), []));
        var logs = file.Logs.Select(pattern => new Finding(
            pattern.EvidenceId, "log", pattern.Resource.Id, pattern.FirstSeen, pattern.Template, []));
        var states = file.States.Select(state => new Finding(
            state.EvidenceId, "state", state.Resource.Id, state.ObservedAt, TextOf(state), []));
        var changes = file.Changes.Select(change => new Finding(
            change.EvidenceId, "change", change.Resource.Id, change.Time.OccurredAt, change.Summary, []));
        var relations = file.Relations.Select(relation => new Finding(
            relation.EvidenceId, "relation", relation.From.Id, null, $"{ResultWriter.Word(relation.Type)} {relation.To.Id}", []));
        return [.. alarms, .. metrics, .. logs, .. states, .. changes, .. relations];
    }

    private static string TextOf(ResourceState state) => string.Join(", ",
        new[] { state.NativeStatus }.Concat(state.Conditions.SelectMany(condition => new[] { condition.Reason, condition.Message }))
            .Where(text => !string.IsNullOrEmpty(text)).Distinct(StringComparer.Ordinal));

    private static string Cut(string text) => text.Length <= MaxText ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText), "…");
}
