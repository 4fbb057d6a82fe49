using CauseFlow.Contracts;

namespace CauseFlow.Collection.Runs;

/// <summary>
/// One run's way to credentials: each audience is redeemed once, when it is first needed, whoever asks. A refusal stays a
/// refusal for the run; what may pass, such as a cloud that throttles, is forgotten, so that a later call may redeem again
/// after a pause, three times in all. A broker that is away, such as one that restarts, is waited for first, longer than the
/// HTTP client's own attempts do: grants go on arriving meanwhile, and each would end without evidence. Holds no credential longer
/// than the run.
/// </summary>
/// <param name="broker">Redeems.</param>
/// <param name="sessionToken">Of the grant.</param>
/// <param name="runId">Minted by the collector for this consumption of the grant.</param>
/// <param name="time">The pauses.</param>
/// <param name="run">Ends with the run: a redemption that many wait for outlives the attempt of the one that asked first.</param>
public sealed class LeaseSession(
    BrokerClient broker, string sessionToken, string runId, TimeProvider time, CancellationToken run)
{
    /// <summary>Redemptions of one audience in one run, as many as the broker allows.</summary>
    public const int MaxAttempts = 3;

    /// <summary>The longest that a call waits before the audience is redeemed again.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long the broker may be away before what it was asked for has failed. The time of a run counts from its first
    /// redemption; this comes before it, and what a stopping collector is given holds both.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Redemption> _redeemed = new(StringComparer.Ordinal);
    private volatile int _runNumber;
    private DateTimeOffset? _awaySince;

    /// <summary>Minted by the collector for this consumption of the grant.</summary>
    public string RunId => runId;

    /// <summary>Given by the broker, 1 to 3; 0 before the first audience is redeemed.</summary>
    public int RunNumber => _runNumber;

    /// <summary>Throws <see cref="CollectionException"/> as <see cref="BrokerClient.RedeemAsync"/> does.</summary>
    /// <param name="audience">One of <see cref="CredentialAudiences"/>.</param>
    /// <param name="cancellationToken">Ends the caller's waiting, not the redemption.</param>
    public Task<RedeemResponse> RedeemAsync(string audience, CancellationToken cancellationToken)
    {
        Redemption redemption;
        lock (_gate)
        {
            var last = _redeemed.GetValueOrDefault(audience);
            redemption = last is null || last.MayPass ? _redeemed[audience] = Start(audience, last) : last;
        }

        return redemption.Result.WaitAsync(cancellationToken);
    }

    public override string ToString() => $"LeaseSession {{ RunId = {runId}, [redacted] }}";

    private Redemption Start(string audience, Redemption? last)
    {
        var attempt = (last?.Attempt ?? 0) + 1;
        var began = time.GetUtcNow();
        return new Redemption(attempt, RedeemNowAsync(audience, last is null ? began : last.EarliestNext(began)));
    }

    private async Task<RedeemResponse> RedeemNowAsync(string audience, DateTimeOffset at)
    {
        if (at - time.GetUtcNow() is { Ticks: > 0 } pause)
        {
            await Task.Delay(pause, time, run);
        }

        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait * 2 < MaxPause ? wait * 2 : MaxPause)
        {
            TimeSpan next;
            try
            {
                var redeemed = await broker.RedeemAsync(
                    new RedeemRequest { Token = sessionToken, Audience = audience, RunId = runId }, run);
                _runNumber = redeemed.RunNumber;
                AwayFor(since: null);
                return redeemed;
            }
            catch (CollectionException e)
            {
                var isAway = e is TransientCollectionException { IsBrokerAway: true };
                var away = AwayFor(isAway ? time.GetUtcNow() : null);
                next = (e as TransientCollectionException)?.RetryAfter is { } asked && asked > wait ? asked : wait;
                if (!isAway || away + next > Patience)
                {
                    throw;
                }
            }

            await Task.Delay(next, time, run);
        }
    }

    /// <summary>How long nobody has heard the broker; null is that it was heard.</summary>
    private TimeSpan AwayFor(DateTimeOffset? since)
    {
        lock (_gate)
        {
            _awaySince = since is null ? null : _awaySince ?? since;
            return _awaySince is null ? TimeSpan.Zero : time.GetUtcNow() - _awaySince.Value;
        }
    }

    /// <summary>One attempt, which all that ask meanwhile share.</summary>
    private sealed record Redemption(int Attempt, Task<RedeemResponse> Result)
    {
        /// <summary>Whether a later call may try again.</summary>
        public bool MayPass => Attempt < MaxAttempts && Failure is not null;

        private TransientCollectionException? Failure =>
            Result.IsFaulted ? Result.Exception.InnerException as TransientCollectionException : null;

        /// <summary>What the other side asks for, within bounds; more after each attempt where it does not say.</summary>
        public DateTimeOffset EarliestNext(DateTimeOffset now)
        {
            var pause = Failure?.RetryAfter ?? (Pause * Attempt);
            return now + (pause < Pause ? Pause : pause > MaxPause ? MaxPause : pause);
        }
    }
}
