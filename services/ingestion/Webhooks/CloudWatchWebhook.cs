using System.Data.Common;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Sns;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>POST /v1/webhooks/{tenantId}/cloudwatch/{routeKey}: translates HTTP, nothing else.</summary>
public static class CloudWatchWebhook
{
    public static async Task<IResult> PostAsync(
        string tenantId, string routeKey, HttpContext http, WebhookRoutes routes, CloudWatchIntake intake,
        RejectionLog rejections, IngestionMetrics metrics)
    {
        var token = http.RequestAborted;
        if (await routes.GenerationAsync(tenantId, WebhookRoute.CloudWatch, routeKey, token) is not { } generation)
        {
            // An unknown address writes nothing: anybody can make addresses up.
            metrics.UnknownRoute();
            return ApiErrors.NotFound("webhook_not_found", "There is no webhook at this address.");
        }

        var bytes = http.Request.ContentLength ?? 0;
        try
        {
            var body = await WebhookBody.ReadAsync(http, SnsEnvelopeParser.MaxBytes, token) ?? throw SnsRejection.TooLarge();
            bytes = body.Length;
            return Answer(await intake.AcceptAsync(tenantId, generation, body, token));
        }
        catch (SnsRejectedException rejection)
        {
            var remote = SenderAddress.Of(http) ?? SenderAddress.TextOf(http.Connection.RemoteIpAddress);
            await rejections.AddAsync(
                tenantId, WebhookRoute.CloudWatch, new Rejection(rejection.Code, rejection.Message), remote, bytes, token);
            return ApiErrors.Status(rejection.StatusCode, rejection.Code, rejection.Message);
        }
        catch (DbException)
        {
            return Answer(IntakeOutcome.Unavailable);
        }
    }

    private static IResult Answer(IntakeOutcome outcome) => outcome switch
    {
        IntakeOutcome.Stored or IntakeOutcome.Duplicate => Results.Ok(),
        IntakeOutcome.HeldFull => ApiErrors.Unavailable(
            "held_full",
            "This webhook holds as many messages of unknown topics or accounts as it may; connect them or wait."),
        _ => ApiErrors.Unavailable("intake_unavailable", "The message cannot be stored now; deliver it again."),
    };
}
