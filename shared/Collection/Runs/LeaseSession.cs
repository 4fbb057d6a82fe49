using CauseFlow.Contracts;

namespace CauseFlow.Collection.Runs;

/// <summary>
/// One run's way to credentials: each audience is redeemed once, when it is first needed, whoever asks. A refusal stays a
/// refusal for the run, since the HTTP client below has retried what may be retried. Holds no credential longer than the run.
/// </summary>
public sealed class LeaseSession(BrokerClient broker, string sessionToken, string runId)
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
    /// <param name="cancellationToken">The run's token.</param>
    public Task<RedeemResponse> RedeemAsync(string audience, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_redeemed.TryGetValue(audience, out var redeeming))
            {
                _redeemed.Add(audience, redeeming = RedeemNowAsync(audience, cancellationToken));
            }

            return redeeming;
        }
    }

    public override string ToString() => $"LeaseSession {{ RunId = {runId}, [redacted] }}";

    private async Task<RedeemResponse> RedeemNowAsync(string audience, CancellationToken cancellationToken)
    {
        var redeemed = await broker.RedeemAsync(
            new RedeemRequest { Token = sessionToken, Audience = audience, RunId = runId }, cancellationToken);
        _runNumber = redeemed.RunNumber;
        return redeemed;
    }
}
