using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// Reads a log group page by page where Insights is refused: the incident first, then the hour before. A window that is cut
/// off counts only as far as it was read, since the minutes after that would look like silence.
/// </summary>
internal sealed class FilteredReader(
    ILogsClient logs, CollectionContext context, CollectionOptions collection, CollectorAwsOptions options)
{
    private readonly TimeSpan _interval = TimeSpan.FromMilliseconds(options.FilterLogEventsIntervalMilliseconds);
    private long? _lastCall;

    /// <summary>
    /// Refusals that another API may get around. What is unreachable, spent, expired or not there is so for every API.
    /// </summary>
    public static bool MayHelp(CollectionException error) =>
        error.Reason is RefusalReason.MissingPermission or RefusalReason.OperationNotOffered or RefusalReason.Throttled
            or RefusalReason.ProviderError;

    /// <summary>Replaces what the reading has mined. Throws what FilterLogEvents is refused with when nothing was read.</summary>
    public async Task ReadAsync(LogReading reading, CancellationToken cancellationToken)
    {
        var incident = await WindowAsync(reading, context.Window.From, context.Window.To, cancellationToken);
        var adjacent = context.AdjacentBaseline;
        var before = adjacent is null || incident.Failure is not null
            ? new WindowEvents([], adjacent?.To ?? context.Window.From, null, null)
            : await WindowAsync(reading, adjacent.From, adjacent.To, cancellationToken);
        reading.Miner = new LogMiner(Effective(incident, before), collection.Mining);
        foreach (var logged in before.Events.Concat(incident.Events))
        {
            cancellationToken.ThrowIfCancellationRequested();
            reading.Miner.Add(LogLines.Of(context, reading, logged.Time, logged.Message, logged.Stream));
        }

        reading.Filtered = new FilteredReading(
            before.Events.Count + incident.Events.Count, [.. LeftOut(reading, incident, before, adjacent is not null)]);
    }

    private async Task<WindowEvents> WindowAsync(
        LogReading reading, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var events = new List<FilteredEvent>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? token = null;
        for (var page = 0; page < collection.MaxPages; page++)
        {
            FilteredPage read;
            try
            {
                await PaceAsync(cancellationToken);
                read = await logs.FilterLogEventsAsync(
                    reading.Name, from, to, reading.FilterPattern, token, context.Calls, cancellationToken);
            }
            catch (CollectionException e) when (events.Count > 0)
            {
                return Cut(events, from, e.Message, e);
            }

            events.AddRange(read.Events.Where(logged => logged.Time >= from));
            if (read.NextToken is null)
            {
                return new WindowEvents(events, to, null, null);
            }

            if (!seen.Add(read.NextToken))
            {
                return Cut(events, from, "the endpoint gave the same page token twice", null);
            }

            token = read.NextToken;
        }

        return Cut(events, from, $"more than {collection.MaxPages} pages", null);
    }

    /// <summary>Pages are in the order of time; the last minute may be read in part, and does not count.</summary>
    private static WindowEvents Cut(List<FilteredEvent> events, DateTimeOffset from, string why, CollectionException? failure)
    {
        var last = events.Count == 0 ? from : events.Max(logged => logged.Time);
        var until = from.AddMinutes(Math.Floor((last - from).TotalMinutes));
        return new WindowEvents([.. events.Where(logged => logged.Time < until)], until, why, failure);
    }

    private async Task PaceAsync(CancellationToken cancellationToken)
    {
        if (_lastCall is { } last && context.Time.GetElapsedTime(last) is var passed && passed < _interval)
        {
            await Task.Delay(_interval - passed, context.Time, cancellationToken);
        }

        _lastCall = context.Time.GetTimestamp();
    }

    private InvestigationWindow Effective(WindowEvents incident, WindowEvents before) => context.Window with
    {
        To = incident.Until,
        Baselines = context.AdjacentBaseline is not { } adjacent || before.Until <= adjacent.From
            ? [] : [adjacent with { To = before.Until }],
    };

    private static IEnumerable<string> LeftOut(LogReading reading, WindowEvents incident, WindowEvents before, bool hasBaseline)
    {
        if (!string.IsNullOrEmpty(reading.FilterPattern))
        {
            yield return "lines that the alarm's metric filter does not match";
        }

        if (incident.Why is { } why)
        {
            yield return $"the incident from {incident.Until:HH:mm} UTC on ({why})";
        }

        if (hasBaseline && (before.Why ?? (incident.Failure is null ? null : "the call failed before")) is { } reason)
        {
            yield return $"the hour before from {before.Until:HH:mm} UTC on ({reason})";
        }
    }

    /// <param name="Events">In the order of time.</param>
    /// <param name="Until">The window counts up to here.</param>
    /// <param name="Why">Why it ends earlier than asked; null when it does not.</param>
    /// <param name="Failure">The call that failed half way.</param>
    private sealed record WindowEvents(
        IReadOnlyList<FilteredEvent> Events, DateTimeOffset Until, string? Why, CollectionException? Failure);
}
