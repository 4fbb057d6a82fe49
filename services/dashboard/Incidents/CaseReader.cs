using CauseFlow.Dashboard.Api;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>Reads what the page shows: what is small each time, what is large only when there is another verdict.</summary>
internal static class CaseReader
{
    private const int MaxSteps = 4_000;

    public static async Task<OpenCase> ReadAsync(
        CauseFlowApi api, string id, int? revision, OpenCase? before, CancellationToken cancellationToken)
    {
        var incident = api.IncidentAsync(id, cancellationToken);
        var investigation = api.InvestigationAsync(id, cancellationToken);
        var alarms = api.AlarmsAsync(id, cancellationToken);
        var runs = api.InvestigationsAsync(id, cancellationToken);
        var steps = StepsAsync(api, id, cancellationToken);
        await Task.WhenAll(incident, investigation, alarms, runs, steps);
        var result = await investigation;
        var isSame = before?.Facts is { } known && result is not null && known.InvestigationId == result.InvestigationId
            && known.Revision == (revision ?? result.Revision) && before.Investigation?.Revision == result.Revision;
        var facts = isSame ? before!.Facts
            : result is { Revision: > 0 } ? await api.FactsAsync(id, revision, cancellationToken) : null;
        return new(await incident, result, facts, await steps, (await alarms).Items, (await runs).Items);
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
