using System.Globalization;
using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Evidence;

/// <summary>Lists the facts of a part in the API's words. Pure.</summary>
public static class EvidenceRows
{
    private const int MaxSnippet = 2048;
    private const int MaxSummary = 300;

    public static IEnumerable<EvidenceRow> Of(FindingsPublished part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return
        [
            .. (part.Alarms ?? []).Where(alarm => alarm.EvidenceId is not null).Select(alarm => Of(part, alarm)),
            .. (part.Metrics ?? []).Select(series => Row(
                part, series.EvidenceId, "metric", Describe(series), "info", series.ObservedAt, Json(series),
                series.Pointer)),
            .. (part.Logs ?? []).Select(pattern => Of(part, pattern)),
            .. (part.States ?? []).Select(state => Of(part, state)),
            .. (part.Changes ?? []).Select(change => Of(part, change)),
            .. (part.Relations ?? []).Select(relation => Row(
                part, relation.EvidenceId, "relation", $"{relation.From.Name} {Word(relation.Type)} {relation.To.Name}",
                "info", part.CollectedAt, Json(relation), null)),
        ];
    }

    private static EvidenceRow Of(FindingsPublished part, AlarmFact alarm) => Row(
        part, alarm.EvidenceId!, "alert", $"{alarm.Name} is {Word(alarm.State)}: {alarm.Reason}",
        alarm.State == AlarmState.Alarm ? "error" : "info", alarm.StateChangedAt, Json(alarm), null);

    private static EvidenceRow Of(FindingsPublished part, LogPattern pattern)
    {
        var sample = pattern.Samples.Count > 0 ? pattern.Samples[0] : null;
        var (during, before) = (pattern.IncidentCountsPerMinute.Sum(), pattern.BaselineCountsPerMinute.Sum());
        return Row(
            part, pattern.EvidenceId, "log", $"{during} lines in the incident, {before} before: {pattern.Template}",
            Word(pattern.Severity), pattern.LastSeen, sample?.Text ?? pattern.Template, sample?.Pointer);
    }

    private static EvidenceRow Of(FindingsPublished part, ResourceState state) => Row(
        part, state.EvidenceId, "resource", $"{state.Resource.Name} is {Word(state.Status)} ({state.NativeStatus})",
        state.Status is ResourceStatus.Failed or ResourceStatus.Degraded ? "error" : "info", state.ObservedAt,
        Json(state), state.Pointer);

    private static EvidenceRow Of(FindingsPublished part, Change change) => Row(
        part, change.EvidenceId, change.Kind == ChangeKind.Deployment ? "deployment" : "config_change",
        Describe(change), "warning", change.Time.OccurredAt, Json(change), change.Pointer);

    private static EvidenceRow Row(
        FindingsPublished part, string id, string type, string summary, string severity, DateTimeOffset at,
        string snippet, Pointer? pointer) => new()
        {
            TenantId = part.TenantId,
            InvestigationId = part.InvestigationId,
            EvidenceId = id,
            Type = type,
            Source = part.Source,
            Summary = Shorten(summary, MaxSummary),
            Severity = severity,
            Timestamp = at,
            RawSnippet = Shorten(snippet, MaxSnippet),
            Pointer = pointer,
        };

    private static string Describe(MetricSeries series)
    {
        var values = series.Points.Select(point => point.Value).OfType<double>().ToList();
        return values.Count == 0
            ? $"{series.Name} {series.Statistic} of {series.Resource.Name}: no data"
            : $"{series.Name} {series.Statistic} of {series.Resource.Name}: " + string.Create(
                CultureInfo.InvariantCulture, $"{values.Min():0.##} to {values.Max():0.##} {series.Unit}");
    }

    private static string Describe(Change change)
    {
        var differences = string.Join(", ", change.Differences.Select(difference =>
            $"{difference.Field} {difference.Before ?? "unset"} → {difference.After ?? "unset"}"));
        return differences.Length == 0 ? change.Summary : $"{change.Summary}: {differences}";
    }

    private static string Shorten(string text, int length) => text.Length <= length ? text : text[..length];

    private static string Json<T>(T fact) => JsonSerializer.Serialize(fact, ContractJson.Options);

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
