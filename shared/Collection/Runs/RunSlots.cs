namespace CauseFlow.Collection.Runs;

/// <summary>
/// The runs that this replica works on at a time, and that no tenant may have all of: however many grants one tenant has
/// waiting, another's gets the next slot.
/// </summary>
public sealed class RunSlots(int maxConcurrentRuns) : IDisposable
{
    private readonly SemaphoreSlim _all = new(maxConcurrentRuns);
    private readonly Dictionary<string, TenantSlots> _tenants = new(StringComparer.Ordinal);
    private readonly int _ofOneTenant = Math.Max(1, maxConcurrentRuns - 1);

    /// <summary>Waits for the tenant's turn, then for a slot; disposing the answer gives both back.</summary>
    public async Task<IDisposable> EnterAsync(string tenantId, CancellationToken cancellationToken)
    {
        var tenant = Use(tenantId);
        try
        {
            await tenant.Slots.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Leave(tenantId, tenant);
            throw;
        }

        try
        {
            await _all.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            tenant.Slots.Release();
            Leave(tenantId, tenant);
            throw;
        }

        return new Slot(() =>
        {
            _all.Release();
            tenant.Slots.Release();
            Leave(tenantId, tenant);
        });
    }

    public void Dispose() => _all.Dispose();

    private TenantSlots Use(string tenantId)
    {
        lock (_tenants)
        {
            if (!_tenants.TryGetValue(tenantId, out var tenant))
            {
                _tenants.Add(tenantId, tenant = new TenantSlots(_ofOneTenant));
            }

            tenant.Users++;
            return tenant;
        }
    }

    private void Leave(string tenantId, TenantSlots tenant)
    {
        lock (_tenants)
        {
            if (--tenant.Users == 0)
            {
                _tenants.Remove(tenantId);
                tenant.Slots.Dispose();
            }
        }
    }

    private sealed class TenantSlots(int count)
    {
        public SemaphoreSlim Slots { get; } = new(count);

        /// <summary>Runs of the tenant that work or wait here.</summary>
        public int Users { get; set; }
    }

    private sealed class Slot(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
