using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Ingestion.Deliveries;

public static class DeliveryEndpoints
{
    private const int MaxLimit = 100;

    /// <summary>GET /v1/webhooks/deliveries?limit=20&amp;cursor=… for admins.</summary>
    public static void MapDeliveries(this IEndpointRouteBuilder api) =>
        api.MapGet("/v1/webhooks/deliveries", async (
            CallerIdentity caller, DeliveryList deliveries, int? limit, string? cursor, CancellationToken token) =>
        {
            var size = Math.Clamp(limit ?? 20, 1, MaxLimit);
            return await deliveries.PageAsync(caller.TenantId, size, cursor, token) is { } page
                ? Results.Ok(page)
                : ApiErrors.BadRequest("invalid_cursor", "The cursor is not one that this list gave out; start without it.");
        }).RequireRoles(Roles.Admin);
}
