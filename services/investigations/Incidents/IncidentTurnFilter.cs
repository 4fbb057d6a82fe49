using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;

namespace CauseFlow.Investigations.Incidents;

/// <summary>
/// Who changes an incident waits for the turn at it among the people of this replica and its own work. Not for the store's lock: a request
/// is recorded at the broker before it is done, and would keep a connection for as long as that takes.
/// </summary>
internal sealed class IncidentTurnFilter : IEndpointFilter
{
    private const int MaxIdLength = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

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

        if (await CallerIdentity.BindAsync(http) is not { } caller)
        {
            return await next(context);
        }

        using var turn = await LocalTurn.TakeAsync(
            StoreTurn.LocalKey<InvestigationsDbContext>(IncidentTurns.KeyOf(caller.TenantId, id)), Patience, http.RequestAborted);
        return turn is null ? CaseErrors.ChangedMeanwhile() : await next(context);
    }
}
