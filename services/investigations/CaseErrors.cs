using CauseFlow.ServiceDefaults.Errors;

namespace CauseFlow.Investigations;

/// <summary>Error answers of this service. Another tenant's object is not found, like one that never was.</summary>
internal static class CaseErrors
{
    public static IResult IncidentNotFound() =>
        ApiErrors.NotFound("incident_not_found", "There is no such incident. Check the id, or list GET /v1/incidents.");

    public static IResult EvidenceNotFound() =>
        ApiErrors.NotFound("evidence_not_found", "There is no such evidence. List GET /v1/triage/{incidentId}/evidence.");

    public static IResult InvestigationNotFound() =>
        ApiErrors.NotFound("investigation_not_found", "The incident has no investigation yet. Start one with POST /v1/investigation/{incidentId}.");

    public static IResult VerdictNotFound() =>
        ApiErrors.NotFound("verdict_not_found", "There is no such verdict yet. Wait until the investigation completes, or check the revision.");

    public static IResult InvalidCursor() =>
        ApiErrors.BadRequest("invalid_cursor", "The cursor is not one of this API. Start again without a cursor.");

    public static IResult InvalidParameter(string field, string message) =>
        ApiErrors.BadRequest("invalid_parameter", message, [new() { Field = field, Message = message }]);

    public static IResult ChangedMeanwhile() =>
        ApiErrors.Conflict("changed_meanwhile", "The case changed while you wrote. Read it again and repeat the request.");
}
