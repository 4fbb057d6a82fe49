using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Ingestion.Senders;

public static class SenderEndpoints
{
    /// <summary>Maps <c>GET /v1/webhooks/senders</c>: no address and no key, so that every member may see it.</summary>
    public static void MapSenders(this IEndpointRouteBuilder api) =>
        api.MapGet("/v1/webhooks/senders", ListAsync).RequireRoles(Roles.Member)
            .WithName("listSenders").WithSummary("Who sends alarms, when each was heard last, and when the way was last proved.")
            .Produces<SenderPage>();

    /// <summary>All of the tenant's senders.</summary>
    public sealed record SenderPage(IReadOnlyList<SenderView> Items);

    private static async Task<IResult> ListAsync(CallerIdentity caller, SenderList senders, CancellationToken token) =>
        Results.Ok(new SenderPage(await senders.OfAsync(caller.TenantId, token)));
}
