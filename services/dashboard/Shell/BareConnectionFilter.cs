using Microsoft.AspNetCore.SignalR;

namespace CauseFlow.Dashboard.Shell;

/// <summary>Drops a connection over which no page came in time. A browser opens it for a page alone, and asks for that at once.</summary>
internal sealed class BareConnectionFilter(TimeProvider time) : IHubFilter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly object Key = new();

    public Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var connection = context.Context;
        connection.Items[Key] = time.CreateTimer(_ => connection.Abort(), null, Patience, Timeout.InfiniteTimeSpan);
        return next(context);
    }

    /// <remarks>A page that is opened, taken up again or woken answers with its id, or with true.</remarks>
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var answer = await next(invocationContext);
        if (invocationContext.HubMethodName is "StartCircuit" or "ConnectCircuit" or "ResumeCircuit"
            && answer is true or string { Length: > 0 })
        {
            Stop(invocationContext.Context);
        }

        return answer;
    }

    public Task OnDisconnectedAsync(
        HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        Stop(context.Context);
        return next(context, exception);
    }

    private static void Stop(HubCallerContext connection)
    {
        if (connection.Items.TryGetValue(Key, out var timer))
        {
            ((IDisposable)timer!).Dispose();
        }
    }
}
