using CauseFlow.Contracts;
using CauseFlow.Dashboard.Incidents;

namespace CauseFlow.Dashboard.Api;

/// <summary>Incidents and their investigations.</summary>
public sealed partial class CauseFlowApi
{
    internal Task<ApiPage<Incident>> IncidentsAsync(IncidentQuery query, string? cursor, CancellationToken cancellationToken) =>
        GetAsync<ApiPage<Incident>>(query.ToApiPath(cursor), cancellationToken);

    internal Task<Incident> IncidentAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<Incident>($"v1/incidents/{Segment(id)}", cancellationToken);

    internal Task<ApiPage<TimelineStep>> TimelineAsync(string id, string? cursor, CancellationToken cancellationToken) =>
        GetAsync<ApiPage<TimelineStep>>(
            $"v1/incidents/{Segment(id)}/timeline{(cursor is null ? "" : $"?cursor={Segment(cursor)}")}", cancellationToken);

    internal Task<ApiPage<IncidentAlarm>> AlarmsAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<ApiPage<IncidentAlarm>>($"v1/incidents/{Segment(id)}/alarms", cancellationToken);

    internal Task<ApiPage<InvestigationRun>> InvestigationsAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<ApiPage<InvestigationRun>>($"v1/incidents/{Segment(id)}/investigations", cancellationToken);

    /// <summary>Null for an incident that has never been investigated.</summary>
    internal async Task<Investigation?> InvestigationAsync(string incidentId, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync<Investigation>($"v1/investigation/{Segment(incidentId)}", cancellationToken);
        }
        catch (ApiException exception) when (exception.Code == "investigation_not_found")
        {
            return null;
        }
    }

    /// <summary>Null before the first verdict, and after the evidence was deleted.</summary>
    internal async Task<FactSheet?> FactsAsync(string incidentId, int? revision, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync<FactSheet>(
                $"v1/triage/{Segment(incidentId)}/facts{(revision is { } number ? $"?revision={number}" : "")}", cancellationToken);
        }
        catch (ApiException exception) when (exception.Code is "verdict_not_found" or "case_expired")
        {
            return null;
        }
    }

    internal Task<ApiPage<Evidence>> EvidenceAsync(
        string incidentId, string? type, string? cursor, int limit, CancellationToken cancellationToken) =>
        GetAsync<ApiPage<Evidence>>($"v1/triage/{Segment(incidentId)}/evidence?limit={limit}"
            + (string.IsNullOrEmpty(type) ? "" : $"&type={Segment(type)}")
            + (cursor is null ? "" : $"&cursor={Segment(cursor)}"), cancellationToken);

    internal Task<Evidence> OneEvidenceAsync(string id, CancellationToken cancellationToken) =>
        GetAsync<Evidence>($"v1/evidence/{Segment(id)}", cancellationToken);

    /// <param name="text">What people know and the product does not.</param>
    /// <param name="incidentId">Its incident.</param>
    /// <param name="cancellationToken">The page is gone.</param>
    /// <returns>The word <c>started</c> or <c>waiting</c>.</returns>
    internal async Task<string> AddContextAsync(string incidentId, string text, CancellationToken cancellationToken) =>
        (await CreateAsync<ContextAnswer>($"v1/investigation/{Segment(incidentId)}/context", new { text }, cancellationToken))
        .Reinvestigation;

    internal Task StartInvestigationAsync(string incidentId, CancellationToken cancellationToken) =>
        CreateAsync<StartAnswer>($"v1/investigation/{Segment(incidentId)}", new { }, cancellationToken);

    internal Task CancelInvestigationAsync(string incidentId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"v1/investigation/{Segment(incidentId)}/cancel", new { }, cancellationToken);

    /// <param name="confirms">False rejects.</param>
    /// <param name="incidentId">Its incident.</param>
    /// <param name="rank">Of the cause.</param>
    /// <param name="revision">Of the verdict.</param>
    /// <param name="comment">Optional.</param>
    /// <param name="cancellationToken">The page is gone.</param>
    internal Task GiveFeedbackAsync(
        string incidentId, bool confirms, int rank, int revision, string? comment, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"v1/investigation/{Segment(incidentId)}/feedback",
            new { opinion = confirms ? "confirm" : "reject", rank, revision, comment }, cancellationToken);

    internal Task<Incident> SetStatusAsync(
        string incidentId, IncidentStatus status, string? reason, CancellationToken cancellationToken) =>
        SendAsync<Incident>(HttpMethod.Patch, $"v1/incidents/{Segment(incidentId)}", new { status, reason }, cancellationToken);

    internal Task<Incident> CreateIncidentAsync(
        string title, string description, IncidentSeverity? severity, IReadOnlyList<string> integrations,
        CancellationToken cancellationToken) =>
        CreateAsync<Incident>("v1/incidents",
            new { title, description, severity, integrations = integrations.Count > 0 ? integrations : null }, cancellationToken);

    private sealed record ContextAnswer(string Reinvestigation);

    private sealed record StartAnswer(string InvestigationId);

    private static string Segment(string text) => Uri.EscapeDataString(text);
}
