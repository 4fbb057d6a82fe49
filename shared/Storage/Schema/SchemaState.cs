namespace CauseFlow.Storage.Schema;

/// <summary>Ids of migrations, in their order.</summary>
/// <param name="Applied">Known to the program and recorded in the store.</param>
/// <param name="Pending">Known to the program only.</param>
/// <param name="Unknown">Recorded in the store only: a newer release has been there.</param>
public sealed record SchemaState(
    IReadOnlyList<string> Applied, IReadOnlyList<string> Pending, IReadOnlyList<string> Unknown)
{
    /// <summary>
    /// What a newer release has added does not disturb this one, so that its replicas go on during an upgrade. What
    /// it has taken away, or a store that is both behind and ahead, does.
    /// </summary>
    public void RefuseIfBeyond(string store)
    {
        if (Unknown.FirstOrDefault(MigrationRules.IsContract) is { } contract)
        {
            throw new SchemaException(
                $"The store '{store}' is newer than this program: {contract} has taken away what this release may still " +
                "use. Start the newer release, or restore the back-up that was made before the upgrade.");
        }

        if (Unknown.Count > 0 && Pending.Count > 0)
        {
            throw new SchemaException(
                $"The store '{store}' was migrated by a release of another line: it has {Unknown[^1]}, which this program " +
                $"does not know, and lacks {Pending[0]}. Start the release that migrated it, or restore a back-up.");
        }
    }
}
