using System.IO.Compression;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Dashboard.Incidents;

namespace CauseFlow.Dashboard.FirstRun;

/// <summary>A recorded case, as the page of an incident shows one. It comes with the program and asks nothing of the API.</summary>
internal static class SampleCase
{
    /// <summary>In place of an incident's id.</summary>
    public const string Id = "sample";

    private const string Resource = "CauseFlow.Dashboard.FirstRun.sample-case.json.gz";
    private static readonly Lazy<CaseExport> Read = new(ReadOnce);

    public static CaseExport Export => Read.Value;

    public static OpenCase Open()
    {
        var (file, verdict) = (Export.Case, Export.Verdict);
        var alarm = file.Alarms.OrderBy(one => one.StateChangedAt).First();
        var first = verdict.Causes[0];
        var incident = new Incident(
            Id, alarm.Name, IncidentStatus.Open, alarm.Severity ?? IncidentSeverity.High, "rule", "cloudwatch",
            alarm.StateChangedAt, file.AsOf, alarm.StateChangedAt, null, verdict.Summary, first.Confidence, Id, file.Alarms.Count)
        {
            Description = alarm.Description,
            Resource = first.Resource,
        };
        var investigation = new Investigation
        {
            IncidentId = Id, InvestigationId = Id, Status = "completed", Outcome = verdict.Outcome, Revision = verdict.Revision,
            Summary = verdict.Summary, Onset = verdict.Onset, Confidence = first.Confidence, Causes = verdict.Causes,
            RuledOut = verdict.RuledOut, Coverage = file.Coverage, Pass = file.Pass,
        };
        return new(incident, investigation, Facts(), [], [.. file.Alarms.Select(AlarmOf)], []);
    }

    private static FactSheet Facts()
    {
        var (file, verdict) = (Export.Case, Export.Verdict);
        var cited = verdict.Causes.SelectMany(cause => cause.Supporting.Concat(cause.Refuting)).ToHashSet(StringComparer.Ordinal);
        return new()
        {
            InvestigationId = Id, Revision = verdict.Revision, Window = file.Window, Verdict = verdict,
            Revisions = [new(verdict.Revision, file.Pass, file.AsOf, verdict.Outcome, verdict.Summary, verdict.Causes[0].Confidence, false)],
            Coverage = file.Coverage, Alarms = file.Alarms, Relations = file.Relations,
            Metrics = [.. file.Metrics.OrderBy(one => one.Role).ThenBy(one => !cited.Contains(one.EvidenceId))],
            Logs = [.. file.Logs.OrderBy(one => !cited.Contains(one.EvidenceId)).ThenByDescending(one => one.Severity)],
            States = [.. file.States.OrderBy(one => !cited.Contains(one.EvidenceId))],
            Changes = [.. file.Changes.OrderBy(one => !cited.Contains(one.EvidenceId)).ThenByDescending(one => one.Time.OccurredAt)],
            Totals = new(file.Alarms.Count, file.Metrics.Count, file.Logs.Count, file.States.Count, file.Changes.Count, file.Relations.Count),
        };
    }

    private static IncidentAlarm AlarmOf(AlarmFact alarm) => new(
        alarm, alarm.StateChangedAt, "opened_incident", "It opened the incident.",
        [new(alarm.StateChangedAt, alarm.State, alarm.PreviousState, alarm.Reason)]);

    private static CaseExport ReadOnce()
    {
        using var packed = typeof(SampleCase).Assembly.GetManifestResourceStream(Resource)!;
        using var text = new GZipStream(packed, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<CaseExport>(text, ContractJson.Options)!;
    }
}
