using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.Contracts;
using CauseFlow.Evaluation.Input;
using CauseFlow.Evaluation.Results;

namespace CauseFlow.Evaluation;

/// <summary>
/// Reads a case's folder into the input of the diagnosis, as collectors would have published it. Of its files only
/// <c>incident.json</c> must be there; no order of rows means anything; every ranking is left to the diagnosis.
/// </summary>
public static class CaseFolder
{
    public const string IncidentFile = Incident.FileName;
    private const string Tenant = "case";

    /// <param name="folder">Folder of the case.</param>
    /// <param name="now">The case's clock; the end of its window where none is given.</param>
    /// <exception cref="BadInputException">A file cannot be understood.</exception>
    public static EvaluationCase Read(string folder, DateTimeOffset? now = null)
    {
        var incident = Incident.Read(folder, now);
        var asOf = now ?? incident.Window.To;
        var ids = new EvidenceIds(Tenant, incident.Id, Tenant, Tenant);
        var sources = new EvidenceSources();
        var resources = new CaseResources(incident.Provider);
        var relations = Topology.Read(folder, resources, ids, sources);
        var changes = Changes.Read(folder, resources, ids, sources, asOf);
        var states = States.Read(folder, resources, ids, sources);
        var series = Task.Run(() => Metrics.Read(folder, incident, resources, ids, sources, asOf));
        using var logs = LogFile.Open(folder, resources, incident.Window);
        var patterns = logs?.Mine(incident.Window, new LogMiningOptions(), ids, sources, asOf) ?? [];
        var metrics = series.GetAwaiter().GetResult();
        var alarm = AlarmOf(incident, resources, ids, metrics);
        sources.AddId(alarm.EvidenceId!, Incident.FileName, incident.Id);
        return new EvaluationCase(incident.Id, new CaseFile
        {
            TenantId = Tenant, IncidentId = incident.Id, InvestigationId = incident.Id, Pass = 1, Revision = 1, Window = incident.Window, AsOf = asOf,
            Alarms = [alarm], Resources = resources.All, Relations = relations, Metrics = metrics,
            Logs = [.. patterns.OrderBy(pattern => pattern.EvidenceId, StringComparer.Ordinal)], States = states, Changes = changes,
            Coverage = CoverageOf(folder, logs),
        }, sources);
    }

    private static AlarmFact AlarmOf(Incident incident, CaseResources resources, EvidenceIds ids, List<MetricSeries> metrics)
    {
        var subject = incident.Resource is { } name ? resources.Resolve(name) : null;
        var own = metrics.Find(series => series.Role == MetricRole.Alarm);
        return new AlarmFact
        {
            EvidenceId = ids.For("alarm", incident.Id), Provider = incident.Provider, Id = incident.Id,
            Name = string.Join(' ', new[] { subject?.Name, incident.Metric }.OfType<string>().DefaultIfEmpty(incident.Id)),
            Account = "case", Region = "case", State = AlarmState.Alarm, PreviousState = AlarmState.Ok, StateChangedAt = incident.FiredAt,
            Metric = incident.Metric is null ? null : new MetricRule
            {
                Namespace = "", Name = incident.Metric, Statistic = own?.Statistic ?? incident.Statistic ?? "", Unit = own?.Unit,
                PeriodSeconds = incident.PeriodSeconds ?? own?.PeriodSeconds ?? 60, EvaluationPeriods = incident.EvaluationPeriods ?? 1,
                TreatMissingData = incident.TreatMissingData,
            },
            Dimensions = subject is null ? null : new Dictionary<string, string> { ["resource"] = subject.Id },
            TargetIds = subject is null ? null : [subject.Id],
            Threshold = incident.Threshold,
            Comparison = incident.Comparison ?? incident.Direction switch { > 0 => "GreaterThanThreshold", < 0 => "LessThanThreshold", _ => null },
        };
    }

    /// <summary>A file that is not there is a source that was not read; whether that is a gap, its outcome says.</summary>
    private static List<Coverage> CoverageOf(string folder, LogFile? logs)
    {
        string[] files = [Metrics.FileName, LogFile.FileName, Topology.FileName, Changes.FileName, States.FileName];
        return
        [
            .. files.Select(file => new Coverage
            {
                Source = Path.GetFileNameWithoutExtension(file), Api = file, Mandatory = false,
                Outcome = File.Exists(Path.Combine(folder, file)) ? CoverageOutcome.Complete : CoverageOutcome.NotApplicable,
                LinesRead = file == LogFile.FileName && logs is not null ? logs.LinesRead : 0,
                LinesSkipped = file == LogFile.FileName && logs is not null ? logs.LinesOutside : 0,
            }),
        ];
    }
}
