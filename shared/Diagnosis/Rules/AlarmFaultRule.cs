using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// The alarm itself is at fault: it fires on data that is missing, on what is usual, or back and forth. Only where its metric did not leave its
/// baseline. Score 2.4 when the alarm's own history says missing data, 1.8 for missing data that it counts as breaching while the
/// resource's other series go on, 1.6 for a threshold that the baseline breaches too, 1.4 for four and more transitions within the hour.
/// </summary>
public sealed class AlarmFaultRule : IRule
{
    /// <summary>A tenth of the hour before over the threshold: it is no sign of an incident.</summary>
    private const double UsualShare = 0.1;
    private const int MinTransitions = 4;
    private static readonly TimeSpan History = TimeSpan.FromMinutes(75);

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        if (symptoms.AlarmReproduced || evidence.Alarm is not { } alarm || evidence.Subject is not { } subject)
        {
            return new([], []);
        }

        var series = evidence.Metrics.FirstOrDefault(metric => metric.Role == MetricRole.Alarm);
        Hypothesis?[] found = [Missing(series, alarm, subject, evidence), Usual(series, alarm, subject, evidence), Flapping(series, subject, evidence)];
        return new([.. found.OfType<Hypothesis>()], []);
    }

    private static Hypothesis? Missing(MetricSeries? series, AlarmFact alarm, ResourceRef subject, CaseEvidence evidence)
    {
        var window = evidence.File.Window;
        var told = Transitions(subject, evidence).FirstOrDefault(fact => fact.At >= window.From && Says(fact.Text, "missing data", "no data points", "no datapoints"));
        if (told.Id is null && (series is null || !IsSilent(series, window) || alarm.Metric?.TreatMissingData is not "breaching" || !OthersGoOn(series, evidence)))
        {
            return null;
        }

        string[] ids = [.. new[] { told.Id, series?.EvidenceId }.OfType<string>()];
        return Of(subject, told.Id is null ? 1.8 : 2.4, "missing_data", $"The alarm of {subject.Name} fires on missing data, which it counts as breaching",
            told.Id is null ? "its metric has no values in the incident window, while other series of the resource go on" : $"\"{Words.Shorten(told.Text)}\"", ids);
    }

    private static Hypothesis? Usual(MetricSeries? series, AlarmFact alarm, ResourceRef subject, CaseEvidence evidence)
    {
        if (series is null || alarm.Threshold is null || series.Name != alarm.Metric?.Name)
        {
            return null;
        }

        double[] before = [.. series.Points.Where(point => point.Time < evidence.File.Window.From && point.Value is not null).Select(point => point.Value!.Value)];
        var share = before.Length < 10 ? 0 : (double)before.Count(value => SeriesReading.Breaches(value, alarm)) / before.Length;
        return share < UsualShare ? null
            : Of(subject, 1.6, "usual_value", $"The alarm of {subject.Name} fires on what is usual for {series.Name}",
                $"{Words.Number(100 * share)} % of the values before breach {Words.Number(alarm.Threshold.Value)} too", [series.EvidenceId]);
    }

    private static Hypothesis? Flapping(MetricSeries? series, ResourceRef subject, CaseEvidence evidence)
    {
        var recent = Transitions(subject, evidence).Where(fact => fact.At >= evidence.File.Window.From - History).ToList();
        return recent.Count < MinTransitions ? null
            : Of(subject, 1.4, "flapping", $"The alarm of {subject.Name} goes to and fro: {recent.Count} transitions within {Words.Span(History)}",
                "no period of the incident differs from those before", [.. recent.TakeLast(4).Select(fact => fact.Id!), .. series is null ? [] : new[] { series.EvidenceId }]);
    }

    /// <summary>What the alarm did before, as a cloud's history or a state tells it.</summary>
    private static IEnumerable<(DateTimeOffset At, string Text, string? Id)> Transitions(ResourceRef subject, CaseEvidence evidence) =>
        evidence.Changes.Where(change => change.Resource.Kind == ResourceKinds.CloudWatchAlarm)
            .Select(change => (At: change.Time.OccurredAt, Text: change.Summary, Id: (string?)change.EvidenceId))
            .Concat(evidence.States.Where(state => ResourceIdentity.Same(state.Resource, subject) || state.Resource.Kind == ResourceKinds.CloudWatchAlarm)
                .SelectMany(state => state.Conditions.Where(condition => condition.Type.Contains("alarm", StringComparison.OrdinalIgnoreCase))
                    .Select(condition => (At: condition.Since ?? state.ObservedAt, Text: $"{condition.Reason} {condition.Message}".Trim(), Id: (string?)state.EvidenceId))))
            .OrderBy(fact => fact.At).ThenBy(fact => fact.Id, StringComparer.Ordinal);

    private static bool Says(string text, params string[] words) => Array.Exists(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static bool IsSilent(MetricSeries series, InvestigationWindow window) =>
        series.Points.Any(point => point.Time < window.From && point.Value is not null)
        && !series.Points.Any(point => point.Time >= window.From && point.Time < window.To && point.Value is not null);

    private static bool OthersGoOn(MetricSeries series, CaseEvidence evidence) =>
        evidence.Metrics.Any(other => other.EvidenceId != series.EvidenceId && ResourceIdentity.Same(other.Resource, series.Resource) && !IsSilent(other, evidence.File.Window));

    private static Hypothesis Of(ResourceRef subject, double score, string signal, string summary, string reason, IReadOnlyList<string> ids) => new()
    {
        Resource = subject,
        Category = CauseCategory.AlarmMisconfigured,
        Signal = signal,
        Summary = summary,
        Score = score,
        For = [$"{reason} [{string.Join(", ", ids)}]"],
        Against = ["it may hide an incident that nothing else shows"],
        Supporting = ids,
    };
}
