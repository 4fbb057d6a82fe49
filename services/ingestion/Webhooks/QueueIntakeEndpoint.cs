using System.Data.Common;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Sns;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>
/// Where collector-aws hands over, as it is, what SNS put into a customer's queue; on the internal port only. The caller is
/// trusted with whose integration it read for, and with nothing else: the signature and the topic are checked as at the webhook.
/// </summary>
public static class QueueIntakeEndpoint
{
    /// <summary>Maps <c>POST /internal/intake/{tenantId}/cloudwatch/{integrationId}</c>: 200 stored, 422 never, 503 later.</summary>
    public static void MapQueueIntake(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapInternal(IngestionRegistration.Service, allowedCallers: ["collector-aws"])
            .MapPost("/internal/intake/{tenantId}/cloudwatch/{integrationId}", PostAsync);

    private static async Task<IResult> PostAsync(
        string tenantId, string integrationId, HttpContext http, IngestionDbContext db, CloudWatchIntake intake,
        RejectionLog rejections)
    {
        var token = http.RequestAborted;
        var bytes = http.Request.ContentLength ?? 0;
        try
        {
            if (!await db.ConnectedAccounts.AnyAsync(
                row => row.TenantId == tenantId && row.IntegrationId == integrationId, token))
            {
                return ApiErrors.Unavailable("integration_unknown", "The tenant's integration is not known here, or not yet.");
            }

            var body = await WebhookBody.ReadAsync(http, SnsEnvelopeParser.MaxBytes, token) ?? throw SnsRejection.TooLarge();
            bytes = body.Length;
            return await intake.AcceptQueuedAsync(tenantId, body, token) is IntakeOutcome.Stored or IntakeOutcome.Duplicate
                ? Results.Ok()
                : ApiErrors.Unavailable("intake_unavailable", "The message cannot be stored now; hand it over again.");
        }
        catch (SnsRejectedException rejection)
        {
            await rejections.AddAsync(
                tenantId, WebhookRoute.CloudWatch, new Rejection(rejection.Code, rejection.Message), "queue", bytes, token);
            return rejection.StatusCode >= StatusCodes.Status500InternalServerError
                ? ApiErrors.Unavailable(rejection.Code, rejection.Message)
                : ApiErrors.Status(StatusCodes.Status422UnprocessableEntity, rejection.Code, rejection.Message);
        }
        catch (DbException)
        {
            return ApiErrors.Unavailable("intake_unavailable", "The message cannot be stored now; hand it over again.");
        }
    }
}
