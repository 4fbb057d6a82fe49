using CauseFlow.ServiceDefaults.Endpoints;
using CauseFlow.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.ServiceDefaults.Listening;

/// <summary>
/// An endpoint answers only on its own port, and 404 on the other, as if it did not exist. It stands right after
/// routing, so that nothing of a hidden endpoint, its authentication included, can be seen from the wrong port.
/// </summary>
internal sealed class PortRuleMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null)
        {
            return next(context);
        }

        var port = endpoint.Metadata.GetMetadata<EndpointPort>() ?? EndpointPort.Api;
        var arrivedOnInternal = context.Features.Get<InternalPortFeature>() is not null;
        if (port.Answers(arrivedOnInternal))
        {
            return next(context);
        }

        context.SetEndpoint(null);
        return ApiErrors.RouteNotFound.ExecuteAsync(context);
    }
}
