using CauseFlow.Dashboard.Api;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>Reads what the page shows; of what is there already only what a step may have changed.</summary>
internal static class CaseReader
{
    private const int MaxSteps = 4_000;
    private const string AlarmStep = "alarm_state_changed";

    public static async Task<OpenCase> ReadAsync(CauseFlowApi api, string id, int? revision, CancellationToken cancellationToken)
    {
        var incident = api.IncidentAsync(id, cancellationToken);
        var investigation = api.InvestigationAsync(id, cancellationToken);
        var alarms = api.AlarmsAsync(id, cancellationToken);
        var runs = api.InvestigationsAsync(id, cancellationToken);
        var steps = StepsAsync(api, id, cancellationToken);
        await Task.WhenAll(incident, investigation, alarms, runs, steps);
        var result = await investigation;
        var facts = result is { Revision: > 0 } ? await api.FactsAsync(id, revision, cancellationToken) : null;
        return new(await incident, result, facts, await steps, (await alarms).Items, (await runs).Items);
    }

    /// <summary>The same case after these steps.</summary>
    public static async Task<OpenCase> FollowAsync(
        CauseFlowApi api, OpenCase before, IReadOnlyList<TimelineStep> news, int? revision, CancellationToken cancellationToken)
    {
        var id = before.Incident.Id;
        var incident = api.IncidentAsync(id, cancellationToken);
        var investigation = api.InvestigationAsync(id, cancellationToken);
        var runs = api.InvestigationsAsync(id, cancellationToken);
        await Task.WhenAll(incident, investigation, runs);
        var alarms = news.Any(step => step.Kind == AlarmStep) ? (await api.AlarmsAsync(id, cancellationToken)).Items : before.Alarms;
        var result = await investigation;
        var isSame = result?.InvestigationId == before.Investigation?.InvestigationId && result?.Revision == before.Investigation?.Revision;
        var facts = isSame ? before.Facts : result is { Revision: > 0 } ? await api.FactsAsync(id, revision, cancellationToken) : null;
        IReadOnlyList<TimelineStep> steps = [.. before.Steps, .. news.Where(step => step.Seq > before.LastStep)];
        return new(await incident, result, facts, steps.Count > MaxSteps ? [.. steps.TakeLast(MaxSteps)] : steps, alarms, (await runs).Items);
    }

    private static async Task<IReadOnlyList<TimelineStep>> StepsAsync(
        CauseFlowApi api, string id, CancellationToken cancellationToken)
    {
        var steps = new List<TimelineStep>();
        string? cursor = null;
        do
        {
            var page = await api.TimelineAsync(id, cursor, cancellationToken);
            steps.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null && steps.Count < MaxSteps);
        return steps;
    }
}
