using System.Net;
using System.Text;

namespace CauseFlow.Collection.Conformance;

/// <summary>A cloud in memory: answers by the action that a request asks for, and records what was asked.</summary>
public sealed class FakeCloud : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<(int Stage, string Action)> _calls = [];

    /// <summary>Actions asked for, such as <c>logs:StartQuery</c>, in order, each with the stage that was running.</summary>
    public IReadOnlyList<(int Stage, string Action)> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>The stage that is running, from 0 on.</summary>
    public int Stage { get; set; }

    /// <summary>Body of a good answer by action and how often it was asked before.</summary>
    public required Func<string, int, string> Answer { get; init; }

    /// <summary>The action that a request asks for.</summary>
    public required Func<HttpRequestMessage, string> ActionOf { get; init; }

    /// <summary>Set to misbehave: takes the action, null answers as usual.</summary>
    public Func<string, HttpResponseMessage?> Fault { get; set; } = _ => null;

    /// <summary>What this cloud never offers, before any fault: takes the action, null answers as usual.</summary>
    public Func<string, HttpResponseMessage?> Always { get; init; } = _ => null;

    /// <summary>Actions that never answer.</summary>
    public Func<string, bool> Hangs { get; set; } = _ => false;

    /// <summary>Completed by the first call that hangs.</summary>
    public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static HttpResponseMessage Xml(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "text/xml") };

    public static HttpResponseMessage Json(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var action = ActionOf(request);
        int before;
        lock (_gate)
        {
            before = _calls.Count(call => call.Action == action);
            _calls.Add((Stage, action));
        }

        if (Hangs(action))
        {
            Hanging.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return Always(action) ?? Fault(action) ?? Json(HttpStatusCode.OK, Answer(action, before));
    }
}
