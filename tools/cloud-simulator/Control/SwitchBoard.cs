using System.Collections.Concurrent;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Control;

/// <summary>A fault to inject. Several may be set at once; the first that applies decides the answer.</summary>
public sealed record Switch
{
    /// <summary>Milliseconds of waiting before anything else happens.</summary>
    public int LatencyMs { get; init; }

    /// <summary>
    /// Above <see cref="LatencyMs"/>: each call waits between the two; how long only its operation and the how-manieth call of it
    /// decide, so that two runs with the same calls wait the same.
    /// </summary>
    public int MaxLatencyMs { get; init; }

    /// <summary>This many calls are answered with the vendor's throttling error.</summary>
    public int ThrottleTimes { get; init; }

    /// <summary>This many calls are answered with the vendor's internal failure, status 500.</summary>
    public int Status500Times { get; init; }

    /// <summary>Every permission check fails, in the vendor's words.</summary>
    public bool Deny { get; init; }

    /// <summary>The right answer is cut in the middle and sent with status 200.</summary>
    public bool Garbage { get; init; }

    /// <summary>Answers 307 to this address.</summary>
    public Uri? RedirectTo { get; init; }

    /// <summary>
    /// The operation is not known, as one of several servers would say it: <c>aws</c> (the protocol's own code),
    /// <c>invalid_action</c>, <c>not_implemented</c> (501 with JSON), <c>not_found</c> (404 with HTML), <c>not_allowed</c>
    /// (405 with JSON), <c>traceback</c> (500 with HTML that names the missing method).
    /// </summary>
    public string? UnknownOperation { get; init; }

    /// <summary>On logs:StartQuery: the query is Complete at the first look, without statistics.</summary>
    public bool QueriesCompleteAtOnce { get; init; }

    /// <summary>On logs:StartQuery: the status that the query ends with in place of Complete.</summary>
    public string? QueryStatus { get; init; }

    /// <summary>On logs:StartQuery: only fields, sort and limit are understood; everything else is passed over.</summary>
    public bool QueriesArePlain { get; init; }

    /// <summary>On cloudwatch:DescribeAlarms: there are no composite alarms, and AlarmTypes is refused.</summary>
    public bool NoCompositeAlarms { get; init; }

    /// <summary>
    /// On cloudwatch:GetMetricData: the StatusCode of every series of this switch's metric. With PartialData the first half of
    /// its points is given, with any other status none.
    /// </summary>
    public string? SeriesStatus { get; init; }

    /// <summary>Name of the metric that SeriesStatus is about; null for every metric.</summary>
    public string? SeriesMetric { get; init; }

    /// <summary>On Google's listings: this many pages have no items and still a token.</summary>
    public int EmptyPages { get; init; }

    /// <summary>On Google's listings: every page's token leads to the same page again.</summary>
    public bool LoopingPageToken { get; init; }

    /// <summary>On Google's APIs: a zone, a region or some points could not be read, and the status is 200.</summary>
    public bool PartialZones { get; init; }

    /// <summary>On Google's APIs: every object has a member that no client knows.</summary>
    public bool UnknownMembers { get; init; }

    /// <summary>On Google's APIs: lists end with a null, and some objects are null.</summary>
    public bool Nulls { get; init; }

    /// <summary>
    /// On Google's APIs: how an error is written: <c>no_details</c>, <c>legacy</c> (errors[], no status), <c>stack_text</c> (a
    /// server's stack in the message, no details), <c>help_first</c> (ErrorInfo last), <c>old_wording</c>.
    /// </summary>
    public string? ErrorShape { get; init; }

    /// <summary>Never answers; ends when the client disconnects or the simulator stops.</summary>
    public bool Hang { get; init; }

    /// <summary>What only Azure does; null for none of it.</summary>
    public AzureSwitch? Azure { get; init; }
}

/// <summary>
/// Faults by operation (<c>logs:StartQuery</c>), by operation name alone (<c>StartQuery</c>), by service (<c>logs</c>)
/// or for everything (<c>*</c>); the most specific one applies. Service names are those of IAM actions.
/// </summary>
public sealed class SwitchBoard
{
    private sealed class Entry(Switch settings)
    {
        private int throttles = settings.ThrottleTimes;
        private int failures = settings.Status500Times;
        private readonly ConcurrentDictionary<string, int> calls = new(StringComparer.OrdinalIgnoreCase);

        public Switch Settings => settings;

        public bool TakeThrottle() => Volatile.Read(ref throttles) > 0 && Interlocked.Decrement(ref throttles) >= 0;

        public Switch TakeSettings(string operation)
        {
            if (settings.MaxLatencyMs <= settings.LatencyMs)
            {
                return settings;
            }

            var number = calls.AddOrUpdate(operation, 1, static (_, before) => before + 1);
            return settings with
            {
                LatencyMs = (int)StableRandom.For(0, operation, number).NextBetween(settings.LatencyMs, settings.MaxLatencyMs),
            };
        }

        public bool TakeFailure() => Volatile.Read(ref failures) > 0 && Interlocked.Decrement(ref failures) >= 0;
    }

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is set now.</summary>
    public IReadOnlyDictionary<string, Switch> Current =>
        entries.ToDictionary(entry => entry.Key, entry => entry.Value.Settings);

    /// <summary>Sets a fault; its counters start again.</summary>
    /// <param name="key">See the class.</param>
    /// <param name="settings">The fault.</param>
    public void Set(string key, Switch settings) => entries[key] = new Entry(settings);

    public void Clear() => entries.Clear();

    /// <summary>The fault for one call; counted ones are used up by it.</summary>
    internal InjectedFault Take(string service, string operation)
    {
        string[] keys = [$"{service}:{operation}", operation, service, "*"];
        var entry = keys.Select(key => entries.GetValueOrDefault(key)).FirstOrDefault(found => found is not null);
        if (entry is null)
        {
            return InjectedFault.None;
        }

        var throttle = entry.TakeThrottle();
        return new InjectedFault(entry.TakeSettings($"{service}:{operation}"), throttle, !throttle && entry.TakeFailure());
    }
}
