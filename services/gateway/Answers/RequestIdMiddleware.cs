using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Errors;

namespace CauseFlow.Gateway.Answers;

/// <summary>Every request gets an id of the gateway's own, whatever the client sends; it comes back in the answer.</summary>
internal sealed class RequestIdMiddleware(RequestDelegate next, TimeProvider time)
{
    public const string HeaderName = "X-Request-Id";

    public Task InvokeAsync(HttpContext context)
    {
        var id = Ids.New("req", time);
        context.Items[RequestIds.Item] = id;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[HeaderName] = id;
            return Task.CompletedTask;
        });
        return next(context);
    }
}
