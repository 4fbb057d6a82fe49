using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>Addresses and keys, and subscriptions that wait for approval; all for admins.</summary>
public static class WebhookEndpoints
{
    public static void MapWebhookAddresses(this IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/webhooks", async (CallerIdentity caller, WebhookRoutes routes, CancellationToken token) =>
        {
            var address = await routes.CurrentAsync(caller.TenantId, WebhookRoute.CloudWatch, token);
            return Results.Ok(new { items = new[] { address } });
        }).RequireRoles(Roles.Admin);

        api.MapPost("/v1/webhooks/{provider}/rotate", async (
            string provider, CallerIdentity caller, WebhookRoutes routes, CancellationToken token) =>
            provider == WebhookRoute.CloudWatch
                ? Results.Ok(await routes.RotateAsync(caller.TenantId, provider, token))
                : ApiErrors.NotFound("provider_not_found", "There is no webhook of this provider; use cloudwatch."))
            .RequireRoles(Roles.Admin);

        api.MapGet("/v1/webhooks/confirmations", async (
            CallerIdentity caller, ConfirmationApproval approval, CancellationToken token) =>
            Results.Ok(new { items = await approval.ListAsync(caller.TenantId, token) }))
            .RequireRoles(Roles.Admin);

        api.MapPost("/v1/webhooks/confirmations", async (
            ApproveRequest request, CallerIdentity caller, ConfirmationApproval approval, CancellationToken token) =>
            await approval.ApproveAsync(caller.TenantId, request.Id, token) switch
            {
                ApprovalOutcome.Approved => Results.Accepted(),
                ApprovalOutcome.AccountNotConnected => ApiErrors.Conflict(
                    "account_not_connected", "Connect the AWS account that owns the topic first, then approve again."),
                _ => ApiErrors.NotFound("confirmation_not_found", "No subscription with this id waits for approval."),
            }).RequireRoles(Roles.Admin);
    }

    /// <summary>Body of an approval.</summary>
    /// <param name="Id">Id from the list of confirmations.</param>
    public sealed record ApproveRequest(string Id);
}
