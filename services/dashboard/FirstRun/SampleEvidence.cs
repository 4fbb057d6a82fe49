using System.Globalization;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Dashboard.Incidents;

namespace CauseFlow.Dashboard.FirstRun;

/// <summary>The facts of a recorded case as the API lists facts.</summary>
internal static class SampleEvidence
{
    private const int MaxSnippet = 2048;

    public static IEnumerable<Evidence> Of(CaseFile file) =>
    [
        .. file.Alarms.Where(alarm => alarm.EvidenceId is not null).Select(alarm => Fact(
            alarm.EvidenceId!, "alert", "alarm", $"{alarm.Name} is {Words.Wire(alarm.State)}: {alarm.Reason}", alarm.StateChangedAt, alarm, null)),
        .. file.Changes.Select(change => Fact(
            change.EvidenceId, change.Kind == ChangeKind.Deployment ? "deployment" : "config_change", "changes", change.Summary, change.Time.OccurredAt, change, change.Pointer)),
        .. file.Logs.Select(OfLog),
        .. file.Metrics.Select(series => Fact(series.EvidenceId, "metric", "metrics", Describe(series), series.ObservedAt, series, series.Pointer)),
        .. file.States.Select(state => Fact(
            state.EvidenceId, "resource", "state", $"{state.Resource.Name} is {Words.Wire(state.Status)} ({state.NativeStatus})", state.ObservedAt, state, state.Pointer)),
        .. file.Relations.Select(relation => Fact(
            relation.EvidenceId, "relation", "resolve", $"{relation.From.Name} {Words.Wire(relation.Type).Replace('_', ' ')} {relation.To.Name}", file.AsOf, relation, null)),
    ];

    private static Evidence OfLog(LogPattern pattern)
    {
        var sample = pattern.Samples.Count > 0 ? pattern.Samples[0] : null;
        return new(pattern.EvidenceId, "log", "logs",
            $"{pattern.IncidentCountsPerMinute.Sum()} lines in the incident, {pattern.BaselineCountsPerMinute.Sum()} before: {pattern.Template}",
            Words.Wire(pattern.Severity), pattern.LastSeen, sample?.Text ?? pattern.Template, sample?.Pointer);
    }

    private static Evidence Fact(string id, string type, string source, string summary, DateTimeOffset at, object fact, Pointer? pointer)
    {
        var raw = JsonSerializer.Serialize(fact, fact.GetType(), ContractJson.Options);
        return new(id, type, source, summary, "info", at, raw.Length > MaxSnippet ? raw[..MaxSnippet] : raw, pointer);
    }

    private static string Describe(MetricSeries series)
    {
        var values = series.Points.Select(point => point.Value).OfType<double>().ToList();
        return $"{series.Name} {series.Statistic} of {series.Resource.Name}: " + (values.Count == 0 ? "no data"
            : string.Create(CultureInfo.InvariantCulture, $"{values.Min():0.##} to {values.Max():0.##} {series.Unit}"));
    }
}
