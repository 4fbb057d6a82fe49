using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CauseFlow.Storage.Schema;

/// <summary>
/// During an upgrade the release before goes on with the migrated store. So a migration adds only; what takes something
/// away says so by its name, and comes one release after the last that used it.
/// </summary>
public static class MigrationRules
{
    /// <summary>The beginning of the name of a migration that takes something away.</summary>
    public const string ContractPrefix = "Contract";

    /// <param name="id">Time and name, as in <c>20270131120000_ContractOldColumn</c>.</param>
    public static bool IsContract(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..].StartsWith(ContractPrefix, StringComparison.Ordinal);
    }

    /// <summary>What in these operations the release before could stumble over; empty where they only add.</summary>
    public static IReadOnlyList<string> Contracting(IReadOnlyList<MigrationOperation> operations)
    {
        var made = operations.OfType<CreateTableOperation>().Select(table => table.Name).ToHashSet();
        return operations.Where(operation => !IsAdditive(operation, made)).Select(Describe).ToList();
    }

    private static bool IsAdditive(MigrationOperation operation, HashSet<string> made) => operation switch
    {
        CreateTableOperation or EnsureSchemaOperation => true,
        AddColumnOperation column => column.IsNullable || column.DefaultValue is not null || column.DefaultValueSql is not null,
        // The release before may write rows twice that a new unique index would refuse.
        CreateIndexOperation index => !index.IsUnique || made.Contains(index.Table),
        _ => false,
    };

    private static string Describe(MigrationOperation operation)
    {
        var kind = operation.GetType().Name.Replace("Operation", "", StringComparison.Ordinal);
        return operation switch
        {
            ITableMigrationOperation { Table: var table } => $"{kind} on {table}",
            _ => kind,
        };
    }
}
