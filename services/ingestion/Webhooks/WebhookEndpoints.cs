using CauseFlow.ServiceDefaults.Audit;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage.Idempotency;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>Addresses and keys, and subscriptions that wait for approval; all for admins.</summary>
public static class WebhookEndpoints
{
    public static void MapWebhookAddresses(this IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/webhooks", AddressesAsync).RequireRoles(Roles.Admin)
            .WithName("listWebhooks").WithSummary("Addresses at which alarms are taken.").Produces<AddressList>();
        api.MapPost("/v1/webhooks/{provider}/rotate", RotateAsync).RequireRoles(Roles.Admin)
            .WithName("rotateWebhook")
            .WithSummary("Makes a new route key, password or signing secret; the old one overlaps.")
            .WithDescription("Repeated with the same Idempotency-Key, it rotates nothing more and gives the same answer.")
            .Produces<WebhookAddress>();
        api.MapGet("/v1/webhooks/confirmations", ConfirmationsAsync).RequireRoles(Roles.Admin)
            .WithName("listConfirmations").WithSummary("Subscriptions of SNS, the newest first.").Produces<ConfirmationList>();
        api.MapPost("/v1/webhooks/confirmations", ApproveAsync).RequireRoles(Roles.Admin)
            .WithName("approveConfirmation").WithSummary("Accepts a topic that no integration names.")
            .Produces(StatusCodes.Status202Accepted);
    }

    /// <summary>Every webhook of the tenant.</summary>
    public sealed record AddressList(IReadOnlyList<WebhookAddress> Items);

    /// <summary>The newest 100.</summary>
    public sealed record ConfirmationList(IReadOnlyList<ConfirmationView> Items);

    private static async Task<IResult> AddressesAsync(
        CallerIdentity caller, WebhookRoutes routes, [FromKeyedServices(IngestionRegistration.Service)] AuditTrail audit,
        CancellationToken token)
    {
        // The address holds the route key: who reads it could post to it.
        if (!await audit.TryRecordAsync(caller, "webhooks.read", caller.TenantId, token))
        {
            return AuditTrail.Unavailable;
        }

        var addresses = new List<WebhookAddress>();
        foreach (var kind in WebhookKind.All)
        {
            addresses.Add(await routes.CurrentAsync(caller.TenantId, kind.Provider, token));
        }

        return Results.Ok(new AddressList(addresses));
    }

    private static async Task<IResult> RotateAsync(
        string provider, CallerIdentity caller, IdempotencyKey idempotency, WebhookRoutes routes,
        [FromKeyedServices(IngestionRegistration.Service)] AuditTrail audit, CancellationToken token)
    {
        if (WebhookKind.Find(provider) is null)
        {
            return ApiErrors.NotFound(
                "provider_not_found",
                "There is no webhook of this provider; use "
                + string.Join(", ", WebhookKind.All.Select(kind => kind.Provider)) + ".");
        }

        var (rotated, isKeyUsed) = await routes.FindRotatedAsync(caller.TenantId, provider, idempotency, token);
        if (rotated is not null || isKeyUsed)
        {
            return rotated is not null ? Results.Ok(rotated) : ApiErrors.Conflict("idempotency_key_used",
                "What this Idempotency-Key made was rotated since. Use a new one to rotate again.");
        }

        return await audit.TryRecordAsync(caller, "webhook.rotated", provider, token)
            ? Results.Ok(await routes.RotateAsync(caller.TenantId, provider, idempotency, token))
            : AuditTrail.Unavailable;
    }

    private static async Task<IResult> ConfirmationsAsync(
        CallerIdentity caller, ConfirmationApproval approval, CancellationToken token) =>
        Results.Ok(new ConfirmationList(await approval.ListAsync(caller.TenantId, token)));

    private static async Task<IResult> ApproveAsync(
        ApproveRequest request, CallerIdentity caller, ConfirmationApproval approval,
        [FromKeyedServices(IngestionRegistration.Service)] AuditTrail audit, CancellationToken token)
    {
        if (request.Id is not { Length: > 0 and <= 64 })
        {
            return ApiErrors.BadRequest("invalid_parameter", "Name the subscription by its id from the list of confirmations.");
        }

        if (!await audit.TryRecordAsync(caller, "subscription.approved", request.Id, token))
        {
            return AuditTrail.Unavailable;
        }

        return await approval.ApproveAsync(caller.TenantId, request.Id, token) switch
        {
            ApprovalOutcome.Approved => Results.Accepted(),
            ApprovalOutcome.AccountNotConnected => ApiErrors.Conflict(
                "account_not_connected", "Connect the AWS account that owns the topic first, then approve again."),
            _ => ApiErrors.NotFound("confirmation_not_found", "No subscription with this id waits for approval."),
        };
    }

    /// <summary>Body of an approval.</summary>
    /// <param name="Id">Id from the list of confirmations.</param>
    public sealed record ApproveRequest(string Id);
}
