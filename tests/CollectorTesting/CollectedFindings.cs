using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorTesting;

/// <summary>A bus that keeps what was published.</summary>
internal sealed class CollectedFindings : IFindingsPublisher
{
    private readonly Lock _gate = new();
    private readonly List<(FindingsPublished Findings, Guid Id)> _published = [];

    public IReadOnlyList<FindingsPublished> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _published.Select(p => p.Findings)];
            }
        }
    }

    public IReadOnlyList<Guid> MessageIds
    {
        get
        {
            lock (_gate)
            {
                return [.. _published.Select(p => p.Id)];
            }
        }
    }

    public Task PublishAsync(FindingsPublished findings, Guid messageId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _published.Add((findings, messageId));
        }

        return Task.CompletedTask;
    }

    public IReadOnlyList<T> Of<T>(Func<FindingsPublished, IReadOnlyList<T>?> select) => [.. All.SelectMany(f => select(f) ?? [])];
}
