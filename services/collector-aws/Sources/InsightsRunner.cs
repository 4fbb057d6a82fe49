using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>Runs one Logs Insights query to its end: start, look with growing pauses, stop it when nobody waits any more.</summary>
internal sealed class InsightsRunner(ILogsClient logs, CollectorAwsOptions options, TimeProvider time)
{
    /// <summary>Provider code of a query that was accepted and then gave nothing.</summary>
    public const string NotCompleted = "QueryNotCompleted";

    /// <summary>AWS answers Unknown for a moment at times; for longer it means that nothing will come.</summary>
    private const int MaxUnknown = 5;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The complete answer. Insights includes the end, so rows of the second after the slice may come too: the caller drops
    /// them.
    /// </summary>
    public async Task<QueryResults> RunAsync(
        IReadOnlyList<string> logGroups, LogSlice slice, string query, int limit, CallMeter calls,
        CancellationToken cancellationToken)
    {
        RequireBytes(calls);
        var id = await logs.StartQueryAsync(logGroups, slice.From, slice.To, query, limit, calls, cancellationToken);
        var ended = false;
        try
        {
            var result = await WaitAsync(id, calls, cancellationToken);
            ended = result.Status is "Complete" or "Failed" or "Cancelled" or "Timeout";
            return result.Status == "Complete" ? result : throw Unfinished(result.Status);
        }
        finally
        {
            if (!ended)
            {
                await StopAsync(id, calls);
            }
        }
    }

    /// <summary>Bytes count as the query scans them: a query that is stopped half way has cost its half.</summary>
    private async Task<QueryResults> WaitAsync(string id, CallMeter calls, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(options.QueryPollMilliseconds);
        var unknown = 0;
        long counted = 0;
        while (true)
        {
            var result = await logs.GetQueryResultsAsync(id, calls, cancellationToken);
            calls.AddBytes(Math.Max(0, result.BytesScanned - counted));
            counted = Math.Max(counted, result.BytesScanned);
            var goesOn = result.Status is "Scheduled" or "Running" || (result.Status == "Unknown" && ++unknown <= MaxUnknown);
            if (!goesOn)
            {
                return result;
            }

            RequireBytes(calls);
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 1.5 < MaxPause ? pause * 1.5 : MaxPause;
        }
    }

    /// <summary>A query that runs on costs the customer money; whether stopping worked changes nothing for us.</summary>
    private async Task StopAsync(string id, CallMeter calls)
    {
        using var timeout = new CancellationTokenSource(StopTimeout, time);
        try
        {
            await logs.StopQueryAsync(id, calls, timeout.Token);
        }
        catch (Exception e) when (e is CollectionException or OperationCanceledException)
        {
            // The query ends by itself after its own time-out.
        }
    }

    private static void RequireBytes(CallMeter calls)
    {
        if (!calls.BytesLeft)
        {
            throw new PermanentCollectionException(
                RefusalReason.QuotaReserved, "The run has scanned as many bytes of logs as it may.",
                "Raise the cost budget of an investigation.") { Api = "logs:StartQuery" };
        }
    }

    private static PermanentCollectionException Unfinished(string status) => new(
        RefusalReason.ProviderError,
        $"The Logs Insights query ended as {(status.Length > 40 ? status[..40] : status)}.",
        "Start the investigation again; if it repeats, look at the log group in the console.")
    {
        Api = "logs:GetQueryResults", ProviderCode = NotCompleted,
    };
}
