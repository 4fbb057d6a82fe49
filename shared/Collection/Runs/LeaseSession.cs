using CauseFlow.Contracts;

namespace CauseFlow.Collection.Runs;

/// <summary>
/// One run's way to credentials: each audience is redeemed once, when it is first needed, whoever asks. A refusal stays a
/// refusal for the run, since the HTTP client below has retried what may be retried. Holds no credential longer than the run.
/// </summary>
/// <param name="broker">Redeems.</param>
/// <param name="sessionToken">Of the grant.</param>
/// <param name="runId">Minted by the collector for this consumption of the grant.</param>
/// <param name="run">Ends with the run: a redemption that many wait for outlives the attempt of the one that asked first.</param>
public sealed class LeaseSession(BrokerClient broker, string sessionToken, string runId, CancellationToken run)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<RedeemResponse>> _redeemed = new(StringComparer.Ordinal);
    private volatile int _runNumber;

    /// <summary>Minted by the collector for this consumption of the grant.</summary>
    public string RunId => runId;

    /// <summary>Given by the broker, 1 to 3; 0 before the first audience is redeemed.</summary>
    public int RunNumber => _runNumber;

    /// <summary>Throws <see cref="CollectionException"/> as <see cref="BrokerClient.RedeemAsync"/> does.</summary>
    /// <param name="audience">One of <see cref="CredentialAudiences"/>.</param>
    /// <param name="cancellationToken">Ends the caller's waiting, not the redemption.</param>
    public Task<RedeemResponse> RedeemAsync(string audience, CancellationToken cancellationToken)
    {
        Task<RedeemResponse>? redeeming;
        lock (_gate)
        {
            if (!_redeemed.TryGetValue(audience, out redeeming))
            {
                _redeemed.Add(audience, redeeming = RedeemNowAsync(audience));
            }
        }

        return redeeming.WaitAsync(cancellationToken);
    }

    public override string ToString() => $"LeaseSession {{ RunId = {runId}, [redacted] }}";

    private async Task<RedeemResponse> RedeemNowAsync(string audience)
    {
        var redeemed = await broker.RedeemAsync(
            new RedeemRequest { Token = sessionToken, Audience = audience, RunId = runId }, run);
        _runNumber = redeemed.RunNumber;
        return redeemed;
    }
}
