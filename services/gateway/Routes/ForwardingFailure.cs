using Yarp.ReverseProxy.Forwarder;

namespace CauseFlow.Gateway.Routes;

/// <summary>
/// What could not be forwarded is never the client's fault. When the service behind goes away while a body is on its way to it,
/// the proxy may find that reading the body failed first, and would answer 400: SNS never sends such a message again.
/// </summary>
internal static class ForwardingFailure
{
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Features.Get<IForwarderErrorFeature>() is not null
            && context.Response is { HasStarted: false, StatusCode: StatusCodes.Status400BadRequest or StatusCodes.Status408RequestTimeout })
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
    }
}
