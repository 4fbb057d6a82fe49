using CauseFlow.ServiceDefaults.Identity;

namespace CauseFlow.Investigations.Incidents;

/// <summary>What changes an incident waits for its turn at it, on the request's own store.</summary>
internal sealed class IncidentTurnFilter : IEndpointFilter
{
    private const int MaxIdLength = 64;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method)
            || (http.GetRouteValue("incidentId") ?? http.GetRouteValue("id")) is not string { Length: <= MaxIdLength } id)
        {
            return await next(context);
        }

        var caller = await CallerIdentity.BindAsync(http);
        await using var turn = caller is null
            ? null
            : await http.RequestServices.GetRequiredService<IncidentTurns>().TakeAsync(caller.TenantId, id, http.RequestAborted);
        return await next(context);
    }
}
