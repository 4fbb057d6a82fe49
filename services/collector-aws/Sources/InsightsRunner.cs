using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>Runs one Logs Insights query to its end: start, look with growing pauses, stop it when nobody waits any more.</summary>
internal sealed class InsightsRunner(ILogsClient logs, CollectorAwsOptions options, TimeProvider time)
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    /// <summary>The complete answer. Insights includes the end, so rows of the second after the slice may come too: the caller drops them.</summary>
    public async Task<QueryResults> RunAsync(
        string logGroup, LogSlice slice, string query, int limit, CallMeter calls, CancellationToken cancellationToken)
    {
        if (!calls.BytesLeft)
        {
            throw new PermanentCollectionException(
                RefusalReason.QuotaReserved, "The run has scanned as many bytes of logs as it may.",
                "Raise the cost budget of an investigation.") { Api = "logs:StartQuery" };
        }

        var id = await logs.StartQueryAsync(
            logGroup, slice.From, slice.To, query, limit, calls, cancellationToken);
        var ended = false;
        try
        {
            var result = await WaitAsync(id, calls, cancellationToken);
            ended = true;
            calls.AddBytes(result.BytesScanned);
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

    private async Task<QueryResults> WaitAsync(string id, CallMeter calls, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(options.QueryPollMilliseconds);
        while (true)
        {
            var result = await logs.GetQueryResultsAsync(id, calls, cancellationToken);
            if (result.Status is not ("Scheduled" or "Running"))
            {
                return result;
            }

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

    private static PermanentCollectionException Unfinished(string status) => new(
        RefusalReason.ProviderError, $"The Logs Insights query ended as {status}.",
        "Start the investigation again; if it repeats, look at the log group in the console.")
    {
        Api = "logs:GetQueryResults",
    };
}
