using CauseFlow.ServiceDefaults;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Ingestion.Deliveries;

public static class DeliveryEndpoints
{
    private const int MaxLimit = 100;

    /// <summary>GET /v1/webhooks/deliveries?verdict=held&amp;provider=cloudwatch&amp;from=…&amp;to=…&amp;limit=20&amp;cursor=… for admins.</summary>
    public static void MapDeliveries(this IEndpointRouteBuilder api) =>
        api.MapGet("/v1/webhooks/deliveries", ListAsync).RequireRoles(Roles.Admin)
            .WithName("listDeliveries").WithSummary("What arrived, what became of it and what to do, the newest first.")
            .Produces<Page<DeliveryView>>();

    private static async Task<IResult> ListAsync(
        CallerIdentity caller, DeliveryList deliveries, string? verdict, string? provider, DateTimeOffset? from,
        DateTimeOffset? to, int? limit, string? cursor, CancellationToken token)
    {
        DeliveryVerdict? wanted = null;
        if (verdict is not null)
        {
            if (!Enum.TryParse<DeliveryVerdict>(verdict, ignoreCase: true, out var parsed) || !char.IsAsciiLetter(verdict[0]))
            {
                return ApiErrors.BadRequest(
                    "invalid_parameter", "verdict must be accepted, duplicate, held, rejected or ignored.",
                    [new ApiErrorDetail { Field = "verdict", Message = "Not one of the verdicts." }]);
            }

            wanted = parsed;
        }

        var size = Math.Clamp(limit ?? 20, 1, MaxLimit);
        return await deliveries.PageAsync(
            caller.TenantId, new DeliveryFilter(wanted, provider, from, to), size, cursor, token) is { } page
            ? Results.Ok(page)
            : ApiErrors.BadRequest("invalid_cursor", "The cursor is not one that this list gave out; start without it.");
    }
}
