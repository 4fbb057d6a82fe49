using System.Collections.Concurrent;

namespace CauseFlow.Messaging.Tests;

/// <summary>What the consumers under test do, and what they saw.</summary>
public sealed class Behaviour
{
    public ConcurrentQueue<string> Seen { get; } = new();

    public ConcurrentDictionary<string, string?> TraceIds { get; } = new();

    /// <summary>Called inside the consumer; may throw or wait.</summary>
    public Func<string, Task> On { get; set; } = _ => Task.CompletedTask;

    public async Task EnterAsync(string what)
    {
        Seen.Enqueue(what);
        TraceIds[what] = System.Diagnostics.Activity.Current?.TraceId.ToString();
        await On(what);
    }
}
