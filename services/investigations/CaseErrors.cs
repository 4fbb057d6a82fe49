using CauseFlow.Investigations.Passes;
using CauseFlow.ServiceDefaults.Errors;

namespace CauseFlow.Investigations;

/// <summary>Error answers of this service. Another tenant's object is not found, like one that never was.</summary>
internal static class CaseErrors
{
    public static IResult IncidentNotFound() =>
        ApiErrors.NotFound("incident_not_found", "There is no such incident. Check the id, or list GET /v1/incidents.");

    public static IResult EvidenceNotFound() => ApiErrors.NotFound("evidence_not_found",
        "There is no such evidence. List GET /v1/triage/{incidentId}/evidence.");

    public static IResult InvestigationNotFound() => ApiErrors.NotFound("investigation_not_found",
        "The incident has no investigation yet. Start one with POST /v1/investigation/{incidentId}.");

    public static IResult VerdictNotFound() => ApiErrors.NotFound("verdict_not_found",
        "There is no such verdict yet. Wait until the investigation completes, or check the revision.");

    public static IResult CauseNotFound() => ApiErrors.NotFound("cause_not_found",
        "That revision has no cause of this rank or with this evidence. Read GET /v1/investigation/{incidentId}.");

    public static IResult CaseExpired() => ApiErrors.Status(StatusCodes.Status410Gone, "case_expired",
        "The evidence of this case was deleted after its retention; its verdict is still at "
        + "GET /v1/investigation/{incidentId}.");

    public static IResult InvalidParameter(string field, string message) =>
        ApiErrors.BadRequest("invalid_parameter", message, [new() { Field = field, Message = message }]);

    /// <summary>A text that is used as it was typed.</summary>
    public static IResult? Unprintable(string? text, string field)
    {
        var errors = new FieldErrors();
        errors.Printable(text, field);
        return errors.Answer();
    }

    public static IResult ChangedMeanwhile() =>
        ApiErrors.Conflict("changed_meanwhile",
            "The case changed while you wrote. Read it again and repeat the request.");

    public static IResult InvestigationRunning() => ApiErrors.Conflict("investigation_running",
        "An investigation of this incident is running. Wait for it, or cancel it first.");

    public static IResult ContextFull() => ApiErrors.Conflict("context_full",
        "30 texts and hints wait for the next investigation already. Wait until it has started, or cancel the one that "
        + "is running and start again.");

    public static IResult NotRunning() =>
        ApiErrors.Conflict("not_running", "No investigation of this incident is running or due to follow up.");

    public static IResult IdempotencyKeyUsed() => ApiErrors.Conflict("idempotency_key_used",
        "This Idempotency-Key was sent before with another body. Use a new one for something new.");

    public static IResult TooManyInvestigations() => ApiErrors.TooManyRequests("too_many_investigations",
        "As many investigations that people started are running as may at once. Wait for one to end, or cancel one "
        + "with POST /v1/investigation/{incidentId}/cancel; alarms are investigated all the same.",
        StartLimit.RetryAfterSeconds);

    public static IResult TooManyStreams() => ApiErrors.TooManyRequests("too_many_streams",
        "This tenant has as many live streams open as it may. Close one, or read GET /v1/incidents/{id}/timeline.");
}
