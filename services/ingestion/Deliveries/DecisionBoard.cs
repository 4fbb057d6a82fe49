using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>What became of a delivery.</summary>
public sealed record Decision(DeliveryVerdict Verdict, string? Reason, string? Remedy, string? IncidentId);

/// <summary>
/// Lets the sender of a custom alert wait for the decision about it. Decisions of this replica are told at once; those
/// of another one are found in the store, seldom enough that waiting senders are no load on it.
/// </summary>
public sealed class DecisionBoard(
    IDbContextFactory<IngestionDbContext> contexts, IOptions<IngestionOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);

    /// <summary>Told after each decision's commit.</summary>
    public void Decided(string deliveryId)
    {
        if (_waiting.TryGetValue(deliveryId, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Appends by <paramref name="appendAsync"/>, then waits; no decision when time has run out.</summary>
    public async Task<(IntakeOutcome Outcome, Decision? Decision)> WaitAsync(
        string deliveryId, Func<Task<IntakeOutcome>> appendAsync, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(appendAsync);

        // Before the row is there, so that no decision can be missed.
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[deliveryId] = decided;
        try
        {
            var outcome = await appendAsync();
            return (outcome, outcome == IntakeOutcome.Stored ? await FindAsync(deliveryId, decided.Task, token) : null);
        }
        finally
        {
            _waiting.TryRemove(deliveryId, out _);
        }
    }

    private async Task<Decision?> FindAsync(string deliveryId, Task decided, CancellationToken token)
    {
        var pause = TimeSpan.FromMilliseconds(options.Value.PollMilliseconds);
        var until = time.GetUtcNow() + TimeSpan.FromSeconds(options.Value.CommitTimeoutSeconds);
        while (true)
        {
            await decided.WaitAsync(pause, time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            token.ThrowIfCancellationRequested();
            var isTold = decided.IsCompleted;
            await using var db = await contexts.CreateDbContextAsync(token);
            var decision = await db.Deliveries.AsNoTracking()
                .Where(row => row.Id == deliveryId && row.DecideAt == null)
                .Select(row => new Decision(row.Verdict, row.Reason, row.Remedy, row.IncidentId))
                .SingleOrDefaultAsync(token);
            if (decision is not null || isTold || time.GetUtcNow() >= until)
            {
                return decision;
            }
        }
    }
}
