namespace CauseFlow.Collection.Metrics;

/// <summary>What the windows answered, in their order, and the first failure: one that fails costs itself only.</summary>
public sealed record WindowReading<T>(
    IReadOnlyList<(DateTimeOffset From, DateTimeOffset To, T Answer)> Windows, CollectionException? Failure);

/// <summary>Reads windows side by side.</summary>
public static class WindowReading
{
    /// <param name="windows">The stretches of time.</param>
    /// <param name="read">Reads one of them.</param>
    public static async Task<WindowReading<T>> OfAsync<T>(
        IEnumerable<(DateTimeOffset From, DateTimeOffset To)> windows, Func<DateTimeOffset, DateTimeOffset, Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var answers = await Task.WhenAll(windows.Select(window => TryAsync(window.From, window.To, read)));
        return new WindowReading<T>(
            [.. answers.Where(answer => answer.Failure is null).Select(answer => (answer.From, answer.To, answer.Answer!))],
            answers.Select(answer => answer.Failure).FirstOrDefault(failure => failure is not null));
    }

    private static async Task<(DateTimeOffset From, DateTimeOffset To, T? Answer, CollectionException? Failure)> TryAsync<T>(
        DateTimeOffset from, DateTimeOffset to, Func<DateTimeOffset, DateTimeOffset, Task<T>> read)
    {
        try
        {
            return (from, to, await read(from, to), null);
        }
        catch (CollectionException e)
        {
            return (from, to, default, e);
        }
    }
}
