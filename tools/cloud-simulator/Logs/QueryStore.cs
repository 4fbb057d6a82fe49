using System.Collections.Concurrent;
using CauseFlow.CloudSimulation.Control;

namespace CauseFlow.CloudSimulation.Logs;

/// <summary>One started query. Its state moves with every look at it, so that no test waits for a clock.</summary>
internal sealed class RunningQuery(string id, DateTimeOffset startedAt, Func<InsightsResult> run, Switch settings)
{
    private readonly Lazy<InsightsResult> result = new(run);
    private int polls;
    private int cancelled;

    public string Id => id;

    public DateTimeOffset StartedAt => startedAt;

    public InsightsResult Result => result.Value;

    public bool IsActive => cancelled == 0 && polls < (IsAtOnce ? 1 : 3);

    /// <summary>Complete at the first look, as servers are that run a query when it is started.</summary>
    public bool IsAtOnce => settings.QueriesCompleteAtOnce;

    /// <summary>Scheduled, then Running, then Complete.</summary>
    public string Poll() => cancelled != 0 ? "Cancelled" : (Interlocked.Increment(ref polls), IsAtOnce) switch
    {
        (1, false) => "Scheduled",
        (2, false) => "Running",
        _ => settings.QueryStatus ?? "Complete",
    };

    /// <summary>False if it had already ended.</summary>
    public bool Cancel() => IsActive && Interlocked.Exchange(ref cancelled, 1) == 0;
}

/// <summary>The account's queries.</summary>
internal sealed class QueryStore(TimeProvider clock)
{
    /// <summary>AWS's account limit of queries that run at the same time.</summary>
    public const int MaxConcurrent = 30;

    /// <summary>AWS ends a query after 60 minutes.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(60);
    private readonly ConcurrentDictionary<string, RunningQuery> queries = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public RunningQuery? Find(string id) => queries.GetValueOrDefault(id);

    /// <summary>Null when too many run already.</summary>
    public RunningQuery? Start(Func<InsightsResult> run, Switch settings)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            foreach (var old in queries.Values.Where(query => now - query.StartedAt > Lifetime))
            {
                queries.TryRemove(old.Id, out _);
            }

            if (queries.Values.Count(query => query.IsActive) >= MaxConcurrent)
            {
                return null;
            }

            var query = new RunningQuery(Guid.NewGuid().ToString(), now, run, settings);
            queries[query.Id] = query;
            return query;
        }
    }
}
