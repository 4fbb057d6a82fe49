using System.Collections.Concurrent;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>
/// One append at a time per tenant within this process: the head row's version alone would make all but one of those who
/// append together start anew, and a bus consumer has only a handful of attempts.
/// </summary>
public sealed class AuditTurns
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    internal SemaphoreSlim Of(string tenantId) => _turns.GetOrAdd(tenantId, static _ => new SemaphoreSlim(1, 1));
}
