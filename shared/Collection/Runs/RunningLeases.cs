namespace CauseFlow.Collection.Runs;

/// <summary>The runs of this replica by lease, so that a closed lease stops its work here wherever it has got to.</summary>
public sealed class RunningLeases
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<LeaseRun>> _runs = new(StringComparer.Ordinal);

    /// <summary>Registers a run; its token is cancelled when the lease closes or the caller's token is.</summary>
    public LeaseRun Begin(string leaseId, CancellationToken cancellationToken)
    {
        var run = new LeaseRun(this, leaseId, cancellationToken);
        lock (_gate)
        {
            if (!_runs.TryGetValue(leaseId, out var runs))
            {
                _runs.Add(leaseId, runs = []);
            }

            runs.Add(run);
        }

        return run;
    }

    /// <summary>True if something was running under the lease.</summary>
    public bool Close(string leaseId)
    {
        List<LeaseRun> running;
        lock (_gate)
        {
            running = [.. _runs.GetValueOrDefault(leaseId) ?? []];
        }

        running.ForEach(run => run.Close());
        return running.Count > 0;
    }

    internal void End(LeaseRun run)
    {
        lock (_gate)
        {
            if (_runs.TryGetValue(run.LeaseId, out var runs) && runs.Remove(run) && runs.Count == 0)
            {
                _runs.Remove(run.LeaseId);
            }
        }
    }
}

/// <summary>One run under a lease.</summary>
public sealed class LeaseRun : IDisposable
{
    private readonly RunningLeases _leases;
    private readonly CancellationTokenSource _source;
    private volatile bool _isClosed;

    internal LeaseRun(RunningLeases leases, string leaseId, CancellationToken cancellationToken)
    {
        (_leases, LeaseId) = (leases, leaseId);
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = _source.Token;
    }

    public string LeaseId { get; }

    public CancellationToken Token { get; }

    public bool IsClosed => _isClosed;

    public void Close()
    {
        _isClosed = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run has ended by itself meanwhile.
        }
    }

    public void Dispose()
    {
        _leases.End(this);
        _source.Dispose();
    }
}
