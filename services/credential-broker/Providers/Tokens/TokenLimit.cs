namespace CauseFlow.CredentialBroker.Providers.Tokens;

/// <summary>The time that one credential may take, whatever retries or waits a library has in mind.</summary>
internal sealed class TokenLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _both;

    public TokenLimit(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _timer = new CancellationTokenSource(limit, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, caller);
    }

    public CancellationToken Token => _both.Token;

    public void Dispose()
    {
        _both.Dispose();
        _timer.Dispose();
    }
}
