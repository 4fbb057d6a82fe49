using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Gateway.Identity;

/// <summary>What a client needs to show the right things to the right person; it decides nothing by itself.</summary>
internal static class CallerEndpoint
{
    public static void MapCaller(this IEndpointRouteBuilder callers) =>
        callers.MapGet("/v1/me", DescribeAsync).WithName("describeCaller")
            .WithSummary("Says who calls: subject, tenant and roles").Produces<CallerView>();

    private static async Task<IResult> DescribeAsync(CallerIdentity caller, GatewayDbContext db, CancellationToken cancellationToken)
    {
        var name = await db.Tenants.AsNoTracking().Where(tenant => tenant.Id == caller.TenantId).Select(tenant => tenant.Name)
            .SingleOrDefaultAsync(cancellationToken);
        return TypedResults.Ok(new CallerView(caller.Subject, caller.TenantId, name, [.. Roles.All.Where(caller.Roles.Contains)]));
    }
}
