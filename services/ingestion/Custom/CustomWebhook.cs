using System.Data.Common;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Ingestion.Custom;

/// <summary>The alert is recorded.</summary>
/// <param name="IncidentId">The incident that it opened, joined or ended; null for an end of something unknown.</param>
public sealed record CustomAccepted(string? IncidentId);

/// <summary>POST /v1/webhooks/{tenantId}/custom: an ingest key says who, the signature proves the body.</summary>
public static class CustomWebhook
{
    private const int MaxBytes = 256 * 1024;

    public static void MapCustomWebhook(this IEndpointRouteBuilder api) =>
        api.MapPost("/v1/webhooks/{tenantId}/custom", PostAsync).RequireRoles(Roles.Ingest)
            .WithName("postCustomAlert").WithSummary("Posts an alert of any other system.")
            .Accepts<CustomAlert>("application/json")
            .Produces<CustomAccepted>(StatusCodes.Status202Accepted);

    private static async Task<IResult> PostAsync(
        string tenantId, HttpContext http, CallerIdentity caller, WebhookRoutes routes, CustomIntake intake,
        RejectionLog rejections, CancellationToken token)
    {
        if (caller.TenantId != tenantId)
        {
            return ApiErrors.NotFound("webhook_not_found", "There is no webhook at this address.");
        }

        try
        {
            if (await WebhookBody.ReadAsync(http, MaxBytes, token) is not { } body)
            {
                return await RefuseAsync(413, "too_large", $"An alert has at most {MaxBytes / 1024} KiB.", MaxBytes);
            }

            var secrets = await routes.SigningSecretsAsync(tenantId, token);
            if (!CustomSignature.IsValid(http.Request.Headers[CustomSignature.HeaderName], body.Span, secrets))
            {
                return await RefuseAsync(
                    401, "bad_signature",
                    secrets.Count == 0
                        ? "There is no signing secret yet: POST /v1/webhooks/custom/rotate makes one."
                        : $"{CustomSignature.HeaderName} must be sha256= and the lower-case hex HMAC-SHA-256 of the raw body.",
                    body.Length);
            }

            if (CustomAlertReader.Parse(body.Span) is not { } alert)
            {
                return await RefuseAsync(
                    400, "malformed", "The body is not a JSON object of an alert, or names a member twice.", body.Length);
            }

            return CustomAlertReader.Check(alert) is { Count: > 0 } errors
                ? ApiErrors.BadRequest("invalid_alert", "The alert has fields that cannot be taken; see details.", errors)
                : Answer(await intake.AcceptAsync(tenantId, alert, token));
        }
        catch (DbException)
        {
            return Answer(new CustomOutcome(IntakeOutcome.Unavailable, null));
        }

        async Task<IResult> RefuseAsync(int status, string code, string message, long bytes)
        {
            await rejections.AddAsync(
                tenantId, WebhookRoute.Custom, new Rejection(code, message), SenderAddress.Of(http), bytes, token);
            return ApiErrors.Status(status, code, message);
        }
    }

    private static IResult Answer(CustomOutcome outcome) => outcome switch
    {
        { Decision: { Verdict: DeliveryVerdict.Accepted, IncidentId: var id } } =>
            Results.Accepted(id is null ? null : $"/v1/incidents/{id}", new CustomAccepted(id)),
        { Decision: { Reason: AlertBook.DuplicateAlert, IncidentId: var id } } => ApiErrors.Conflict(
            AlertBook.DuplicateAlert,
            "An alert with this sourceAlertId is known in this state; "
            + (id is null ? "it belongs to no incident." : $"it belongs to incident {id}.")),
        { Decision: { Reason: { } reason, Remedy: { } remedy } } => ApiErrors.Conflict(reason, remedy),
        { Outcome: IntakeOutcome.Stored } => ApiErrors.Unavailable(
            "decision_pending", "The alert is stored and its incident not decided yet; post it again to learn it."),
        _ => ApiErrors.Unavailable("intake_unavailable", "The alert cannot be stored now; post it again."),
    };
}
