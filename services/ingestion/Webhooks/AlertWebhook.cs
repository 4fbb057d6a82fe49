using System.Data.Common;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.Net.Http.Headers;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>
/// POST /v1/webhooks/{tenantId}/azure-monitor/{routeKey} and …/gcp-monitoring/{routeKey}: translates HTTP. Neither
/// cloud signs, so the key in the address and the password that goes with it prove the sender together.
/// </summary>
public static class AlertWebhook
{
    /// <summary>Azure's own bound for an alert; Cloud Monitoring stays far below it.</summary>
    private const int MaxBytes = 256 * 1024;

    private const string NoPassword = "bad_password";

    /// <summary>The handler of one provider's route.</summary>
    public static Delegate PostTo(string provider) =>
        (string tenantId, string routeKey, HttpContext http, WebhookRoutes routes, AlertIntake intake,
            RejectionLog rejections, IngestionMetrics metrics) =>
            PostAsync(provider, tenantId, routeKey, http, routes, intake, rejections, metrics);

    private static async Task<IResult> PostAsync(
        string provider, string tenantId, string routeKey, HttpContext http, WebhookRoutes routes, AlertIntake intake,
        RejectionLog rejections, IngestionMetrics metrics)
    {
        var token = http.RequestAborted;
        try
        {
            if (await routes.GenerationAsync(tenantId, provider, routeKey, token) is not { } generation)
            {
                // An unknown address writes nothing: anybody can make addresses up.
                metrics.UnknownRoute();
                return ApiErrors.NotFound("webhook_not_found", "There is no webhook at this address.");
            }

            // Before the body is read: who cannot prove anything is to cost nothing.
            if (!WebhookPassword.IsValid(
                http.Request.Headers.Authorization, routes.Password(tenantId, provider, generation)))
            {
                http.Response.Headers[HeaderNames.WWWAuthenticate] = WebhookPassword.Challenge;
                return await RefuseAsync(
                    401, NoPassword,
                    "Send the webhook's password by basic authentication; "
                    + $"POST /v1/webhooks/{provider}/rotate shows a new one.",
                    http.Request.ContentLength ?? 0);
            }

            if (await WebhookBody.ReadAsync(http, MaxBytes, token) is not { } body)
            {
                return await RefuseAsync(
                    413, "too_large", $"An alert has at most {MaxBytes / 1024} KiB.",
                    http.Request.ContentLength ?? MaxBytes);
            }

            try
            {
                var parser = http.RequestServices.GetRequiredKeyedService<IAlertParser>(provider);
                return Answer(await intake.AcceptAsync(tenantId, provider, generation, parser, body, token));
            }
            catch (AlertRefusedException refused)
            {
                return await RefuseAsync(400, refused.Code, refused.Message, body.Length);
            }
        }
        catch (DbException)
        {
            return Answer(IntakeOutcome.Unavailable);
        }

        async Task<IResult> RefuseAsync(int status, string code, string message, long bytes)
        {
            var remote = SenderAddress.Of(http) ?? SenderAddress.TextOf(http.Connection.RemoteIpAddress);
            await rejections.AddAsync(tenantId, provider, new Rejection(code, message), remote, bytes, token);
            return ApiErrors.Status(status, code, message);
        }
    }

    private static IResult Answer(IntakeOutcome outcome) => outcome switch
    {
        IntakeOutcome.Stored or IntakeOutcome.Duplicate => Results.Ok(),
        IntakeOutcome.HeldFull => ApiErrors.Unavailable(
            "held_full",
            "This webhook holds as many alerts of unknown accounts as it may; connect them or wait."),
        _ => ApiErrors.Unavailable("intake_unavailable", "The alert cannot be stored now; deliver it again."),
    };
}
