namespace CauseFlow.Storage.Schema;

/// <summary>The tables of one store, and how they become what the program expects.</summary>
public interface IStoreSchema
{
    /// <summary>Name of the store, which is its service's.</summary>
    string Name { get; }

    /// <summary>What a person runs where migrations are pending.</summary>
    string Command { get; }

    /// <summary>What is applied and pending, read with the service's own connection; changes nothing.</summary>
    Task<SchemaState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Applies what is pending, all or nothing, and returns the ids. Several at once wait for each other.
    /// </summary>
    /// <exception cref="SchemaException">The store is beyond this program, is not ours, or a migration failed.</exception>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken);
}
