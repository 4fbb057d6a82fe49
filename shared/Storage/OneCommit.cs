using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Storage;

/// <summary>Statements that go past the change tracker, in one commit. For work that publishes nothing: what does goes by the outbox.</summary>
public static class OneCommit
{
    /// <summary>Commits when <paramref name="work"/> answers true; else, or when it throws, nothing of it stays.</summary>
    public static async Task<bool> InOneCommitAsync(this DbContext db, Func<Task<bool>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(work);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await work())
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
