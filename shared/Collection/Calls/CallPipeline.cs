using CauseFlow.Contracts;
using Polly;
using Polly.Retry;

namespace CauseFlow.Collection.Calls;

/// <summary>
/// The one owner of retries and time-outs of a cloud's calls: every attempt takes one call from the meter, has a time-out of
/// its own, and what did not come through is classified.
/// </summary>
public sealed class CallPipeline
{
    private readonly string _cloud;
    private readonly CallLimits _limits;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _pipeline;
    private readonly ResiliencePipeline _refusalsOnly;

    /// <param name="cloud">Name for people, such as <c>AWS</c>.</param>
    /// <param name="limits">Attempts and times.</param>
    /// <param name="time">The clock of delays and time-outs.</param>
    public CallPipeline(string cloud, CallLimits limits, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(limits);
        (_cloud, _limits, _time) = (cloud, limits, time);
        _pipeline = Build(limits, time, static _ => true);

        // Without a code there was no answer that could be read, so that what was asked for may already be running.
        _refusalsOnly = Build(limits, time, static error => error.ProviderCode is not null);
    }

    /// <param name="api">The permission that the call needs; budgets count by it.</param>
    /// <param name="where">What the message adds to the API, such as <c> in eu-west-1</c>; empty for nothing.</param>
    /// <param name="calls">Every attempt takes one call from it.</param>
    /// <param name="attempt">One request and its answer; it never retries and never waits longer than its token.</param>
    /// <param name="startsWork">
    /// True where an attempt whose answer was lost may have taken effect and costs money: then only refusals are repeated.
    /// </param>
    /// <param name="cancellationToken">Cancels the call with all its attempts.</param>
    public async Task<T> ExecuteAsync<T>(
        string api, string where, CallMeter calls, Func<CancellationToken, Task<T>> attempt, bool startsWork,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentNullException.ThrowIfNull(attempt);
        return await (startsWork ? _refusalsOnly : _pipeline).ExecuteAsync(
            async token =>
            {
                calls.Spend(api);
                return await AttemptAsync(api, where, attempt, token);
            },
            cancellationToken);
    }

    private static ResiliencePipeline Build(
        CallLimits limits, TimeProvider time, Func<TransientCollectionException, bool> isRepeatable)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (limits.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TransientCollectionException>(isRepeatable),
                MaxRetryAttempts = limits.MaxAttempts - 1,
                Delay = limits.RetryDelay,
                MaxDelay = TimeSpan.FromSeconds(5),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = static retry => ValueTask.FromResult((retry.Outcome.Exception as TransientCollectionException)?.RetryAfter),
            });
        }

        return builder.Build();
    }

    private async Task<T> AttemptAsync<T>(
        string api, string where, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_limits.AttemptTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await attempt(linked.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(api, where, $"did not answer within {_limits.AttemptTimeout.TotalSeconds:0.#} s", e);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(api, where, $"could not be reached ({e.HttpRequestError})", e);
        }
        catch (IOException e)
        {
            throw Unreachable(api, where, "broke the connection", e);
        }
    }

    private TransientCollectionException Unreachable(string api, string where, string what, Exception inner) => new(
        RefusalReason.ProviderUnreachable, $"{api}{where} {what}.",
        $"Check the collector's network access to {_cloud}; else try again later.", inner) { Api = api };
}
