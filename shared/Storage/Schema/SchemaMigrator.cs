using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace CauseFlow.Storage.Schema;

/// <summary>
/// Applies migrations in one transaction that is also the lock. EF Core's own Migrate commits each by itself, and on
/// SQLite its lock is a row that a killed process leaves behind, on which every later start would wait for ever.
/// </summary>
internal sealed class SchemaMigrator(DbContext context, string name, string? serviceRole)
{
    private const int MaxDifferencesNamed = 5;
    private static readonly TimeSpan MaxStatementTime = TimeSpan.FromMinutes(30);
    private readonly string _schema = StoreRegistration.SchemaName(name);
    private readonly bool _isPostgreSql = context.Database.IsNpgsql();
    private readonly IHistoryRepository _history = context.GetService<IHistoryRepository>();

    public async Task<SchemaState> ReadAsync(CancellationToken cancellationToken)
    {
        var known = context.GetService<IMigrationsAssembly>().Migrations.Keys.ToList();
        var recorded = await HasHistoryAsync(cancellationToken)
            ? (await _history.GetAppliedMigrationsAsync(cancellationToken)).Select(row => row.MigrationId).ToList()
            : [];
        return new SchemaState(
            known.Intersect(recorded).ToList(), known.Except(recorded).ToList(), recorded.Except(known).ToList());
    }

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        context.Database.SetCommandTimeout(MaxStatementTime);

        // On SQLite this is "begin immediate": one writer at a time, and a killed one is rolled back.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (_isPostgreSql)
        {
            await context.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({_schema}))", cancellationToken);
            await MakeSchemaAsync(cancellationToken);
        }

        var state = await ReadAsync(cancellationToken);
        state.RefuseIfBeyond(name);
        var applied = new List<string>();
        var pending = state.Pending;
        if (pending.Count > 0 && state.Applied.Count == 0 && await AdoptAsync(pending[0], cancellationToken))
        {
            applied.Add(pending[0]);
            pending = pending.Skip(1).ToList();
        }

        foreach (var id in pending)
        {
            await ApplyAsync(id, cancellationToken);
            applied.Add(id);
        }

        await GrantAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return applied;
    }

    private static string Quoted(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>EF Core's own look on PostgreSQL is a select that fails, after which a transaction is of no use.</summary>
    private Task<bool> HasHistoryAsync(CancellationToken cancellationToken) => _isPostgreSql
        ? context.Database.SqlQuery<bool>(
            $"""
            select exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = {_schema} and c.relname = {HistoryRepository.DefaultTableName}) as "Value"
            """).SingleAsync(cancellationToken)
        : _history.ExistsAsync(cancellationToken);

    private async Task MakeSchemaAsync(CancellationToken cancellationToken)
    {
        // "if not exists" alone wants the right to make schemas even where there is nothing to make.
        var exists = await context.Database
            .SqlQuery<bool>($"select exists (select 1 from pg_namespace where nspname = {_schema}) as \"Value\"")
            .SingleAsync(cancellationToken);
        if (!exists)
        {
            await ExecuteAsync($"create schema {Quoted(_schema)}", cancellationToken);
        }
    }

    private async Task ApplyAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(ScriptOf(id), cancellationToken);
        }
        catch (DbException exception)
        {
            throw new SchemaException(
                $"Migration {id} of the store '{name}' failed, and nothing was changed: {exception.Message}", exception);
        }
    }

    private string ScriptOf(string id)
    {
        var before = context.GetService<IMigrationsAssembly>().Migrations.Keys
            .LastOrDefault(other => string.CompareOrdinal(other, id) < 0);
        return context.GetService<IMigrator>().GenerateScript(before, id, MigrationsSqlGenerationOptions.NoTransactions);
    }

    /// <summary>
    /// Tables of a release that kept no history: recorded as the first migration, if they are just what it makes.
    /// </summary>
    private async Task<bool> AdoptAsync(string first, CancellationToken cancellationToken)
    {
        var there = await ShapeAsync(_schema, cancellationToken);
        if (there.Count == 0)
        {
            return false;
        }

        var wanted = _isPostgreSql
            ? await WantedOnPostgreSqlAsync(first, cancellationToken)
            : await WantedOnSqliteAsync(first, cancellationToken);
        var differences = wanted.Except(there).Select(line => $"missing {line}")
            .Concat(there.Except(wanted).Select(line => $"unexpected {line}")).ToList();
        if (differences.Count > 0)
        {
            throw new SchemaException(
                $"The store '{name}' has tables without a record of migrations, and they are not those of {first}. " +
                "Nothing was changed. Start it with the release that made it, or set its data aside and begin anew. " +
                $"Differences: {string.Join("; ", differences.Take(MaxDifferencesNamed))}" +
                (differences.Count > MaxDifferencesNamed ? $"; and {differences.Count - MaxDifferencesNamed} more." : "."));
        }

        await ExecuteAsync(_history.GetCreateIfNotExistsScript(), cancellationToken);
        await ExecuteAsync(
            _history.GetInsertScript(new HistoryRow(first, ProductInfo.GetVersion())), cancellationToken);
        return true;
    }

    /// <summary>Made in a schema beside it, in the same transaction, and dropped again.</summary>
    private async Task<IReadOnlySet<string>> WantedOnPostgreSqlAsync(string first, CancellationToken cancellationToken)
    {
        var beside = $"{_schema}_expected";
        await ExecuteAsync($"create schema {Quoted(beside)}; set local search_path to {Quoted(beside)}", cancellationToken);
        await ExecuteAsync(ScriptOf(first), cancellationToken);
        var wanted = await ShapeAsync(beside, cancellationToken);
        await ExecuteAsync(
            $"set local search_path to {Quoted(_schema)}; drop schema {Quoted(beside)} cascade; " +
            $"delete from {Quoted(HistoryRepository.DefaultTableName)}", cancellationToken);
        return wanted;
    }

    private async Task<IReadOnlySet<string>> WantedOnSqliteAsync(string first, CancellationToken cancellationToken)
    {
        await using var memory = new SqliteConnection("Data Source=:memory:");
        await memory.OpenAsync(cancellationToken);
        await using var command = memory.CreateCommand();
        command.CommandText = ScriptOf(first);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return await SchemaShape.ReadAsync(memory, null, null, cancellationToken);
    }

    private Task<IReadOnlySet<string>> ShapeAsync(string schema, CancellationToken cancellationToken) =>
        SchemaShape.ReadAsync(
            context.Database.GetDbConnection(), context.Database.CurrentTransaction!.GetDbTransaction(),
            _isPostgreSql ? schema : null, cancellationToken);

    /// <summary>The service reads and writes rows; tables, and the record of migrations, are the migrating role's.</summary>
    private async Task GrantAsync(CancellationToken cancellationToken)
    {
        if (serviceRole is null)
        {
            return;
        }

        var (schema, role) = (Quoted(_schema), Quoted(serviceRole));
        await ExecuteAsync(
            $"""
            grant usage on schema {schema} to {role};
            grant select, insert, update, delete on all tables in schema {schema} to {role};
            grant usage, select on all sequences in schema {schema} to {role};
            alter default privileges in schema {schema} grant select, insert, update, delete on tables to {role};
            alter default privileges in schema {schema} grant usage, select on sequences to {role};
            revoke insert, update, delete on {schema}.{Quoted(HistoryRepository.DefaultTableName)} from {role};
            """,
            cancellationToken);
    }

    private Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        context.GetService<IRawSqlCommandBuilder>().Build(sql).ExecuteNonQueryAsync(
            new RelationalCommandParameterObject(
                context.GetService<IRelationalConnection>(), null, null, context, null),
            cancellationToken);
}
