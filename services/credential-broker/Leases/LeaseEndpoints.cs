using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>Where collectors redeem, on the internal port only.</summary>
public static class LeaseEndpoints
{
    /// <summary>Maps <c>POST /internal/leases/redeem</c>.</summary>
    public static void MapLeases(this IEndpointRouteBuilder endpoints)
    {
        var clouds = endpoints.ServiceProvider.GetRequiredService<CloudAccesses>();
        var collectors = endpoints.MapInternal("credential-broker", allowedCallers: [.. clouds.Collectors]);
        collectors.MapPost("/internal/leases/redeem", RedeemAsync);
    }

    private static async Task<IResult> RedeemAsync(
        RedeemRequest request, ServiceCaller caller, Redeemer redeemer, HttpContext context,
        CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var outcome = await redeemer.RedeemAsync(request, caller.Service, cancellationToken);
        return outcome.Status switch
        {
            RedeemStatus.Granted => Results.Ok(outcome.Response),
            RedeemStatus.InvalidRequest => ApiErrors.BadRequest("invalid_input", outcome.Message),
            RedeemStatus.WrongIdentity => ApiErrors.Forbidden("wrong_identity", outcome.Message),
            RedeemStatus.LeaseClosed => ApiErrors.Forbidden("lease_closed", outcome.Message),
            RedeemStatus.RedemptionLimit => ApiErrors.Conflict("redemption_limit", outcome.Message),
            RedeemStatus.AccessRefused => ApiErrors.Unprocessable(
                "access_refused", outcome.Message, outcome.Refusal!.Reason, outcome.Refusal.Remedy),
            _ => new ApiErrorResult(StatusCodes.Status503ServiceUnavailable,
                outcome.Refusal!.Reason == RefusalReason.Throttled ? "throttled" : "provider_unreachable", outcome.Message)
            {
                Reason = outcome.Refusal.Reason, Remedy = outcome.Refusal.Remedy,
            },
        };
    }
}
