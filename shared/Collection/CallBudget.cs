using System.Collections.Concurrent;
using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>
/// The calls and bytes that one run may spend, as the broker reserved them for the customer's account. Shared by all
/// sources of a run; an API that the broker did not name is not allowed at all.
/// </summary>
public sealed class CallBudget(IReadOnlyDictionary<string, int> callsPerApi, long bytes, int? metrics = null)
{
    private readonly ConcurrentDictionary<string, int> _used = new(StringComparer.Ordinal);
    private long _bytesUsed;
    private int _metricsUsed;

    /// <summary>Calls that the run may make of an API; 0 when it is not in the plan.</summary>
    public int Limit(string api) => callsPerApi.GetValueOrDefault(api);

    /// <summary>False for an API that the broker did not name: no plan of the lease has it.</summary>
    public bool Holds(string api) => callsPerApi.ContainsKey(api);

    /// <summary>A meter for one source that draws on this budget.</summary>
    public CallMeter MeterFor(string source) => new(source, this);

    internal bool TrySpend(string api)
    {
        var limit = Limit(api);
        while (true)
        {
            var used = _used.GetOrAdd(api, 0);
            if (used >= limit)
            {
                return false;
            }

            if (_used.TryUpdate(api, used + 1, used))
            {
                return true;
            }
        }
    }

    internal int? MetricLimit => metrics;

    internal bool TrySpendMetrics(int count)
    {
        if (metrics is not { } limit || Interlocked.Add(ref _metricsUsed, count) <= limit)
        {
            return true;
        }

        Interlocked.Add(ref _metricsUsed, -count);
        return false;
    }

    internal void AddBytes(long scanned) => Interlocked.Add(ref _bytesUsed, scanned);

    internal bool BytesLeft => Interlocked.Read(ref _bytesUsed) < bytes;
}

/// <summary>Counts the calls of one source. Every attempt counts, also a retry: the customer's quota sees each of them.</summary>
public sealed class CallMeter(string source, CallBudget budget)
{
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private long _bytes;

    public string Source => source;

    /// <summary>Calls made so far, all APIs.</summary>
    public int CallsUsed => _calls.Values.Sum();

    /// <summary>Calls made so far, by API.</summary>
    public IReadOnlyDictionary<string, int> ByApi => _calls;

    public long BytesScanned => Interlocked.Read(ref _bytes);

    /// <summary>False once the run has scanned as many bytes as it may; a source then starts no further query.</summary>
    public bool BytesLeft => budget.BytesLeft;

    public int Limit(string api) => budget.Limit(api);

    /// <summary>
    /// Takes one call of <paramref name="api"/> from the budget, or refuses with the quota's name. A call that no plan of the
    /// lease has is a mistake of the collector's, which no quota of the customer's mends.
    /// </summary>
    public void Spend(string api)
    {
        if (!budget.Holds(api))
        {
            throw new PermanentCollectionException(
                RefusalReason.QuotaReserved, $"The plan of this run does not hold {api}, so that it was not called.",
                $"Report it: source {source} calls what its plan does not name.") { Api = api };
        }

        if (!budget.TrySpend(api))
        {
            throw new PermanentCollectionException(
                RefusalReason.QuotaReserved,
                budget.Limit(api) > 0
                    ? $"The call budget of this run for {api} ({budget.Limit(api)} calls) is spent."
                    : $"This run has no calls of {api}: CauseFlow's share of the account's quota is taken by others.",
                $"Raise CauseFlow's share of the {api} quota, or wait: the budget is per investigation.") { Api = api };
        }

        _calls.AddOrUpdate(api, 1, static (_, used) => used + 1);
    }

    /// <summary>Takes metrics that one page of a call reads; they are billed to the customer.</summary>
    public void SpendMetrics(string api, int count)
    {
        if (!budget.TrySpendMetrics(count))
        {
            throw new PermanentCollectionException(
                RefusalReason.QuotaReserved,
                $"The budget of {budget.MetricLimit} metrics that this run may read is spent.",
                "Raise Broker:Budgets:Metrics, or read what is here: the budget is per investigation.") { Api = api };
        }
    }

    /// <summary>Adds bytes that a query scanned; they are billed to the customer.</summary>
    public void AddBytes(long scanned)
    {
        Interlocked.Add(ref _bytes, scanned);
        budget.AddBytes(scanned);
    }
}
