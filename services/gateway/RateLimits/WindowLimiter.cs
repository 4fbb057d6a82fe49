using System.Threading.RateLimiting;

namespace CauseFlow.Gateway.RateLimits;

/// <summary>One partition's view of <see cref="RateWindows"/> in the framework's terms. It holds no state of its own.</summary>
internal sealed class WindowLimiter(RateWindows windows, RateKey key, int limit) : RateLimiter
{
    // Always idle: the framework may drop and make it again at any time.
    public override TimeSpan? IdleDuration => TimeSpan.MaxValue;

    public override RateLimiterStatistics GetStatistics() =>
        new() { CurrentAvailablePermits = windows.Remaining(key, limit) };

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => new Lease(windows.TryTake(key, limit));

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(permitCount));

    private sealed class Lease(bool acquired) : RateLimitLease
    {
        public override bool IsAcquired => acquired;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
