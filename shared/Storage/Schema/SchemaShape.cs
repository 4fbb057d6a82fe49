using System.Data.Common;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CauseFlow.Storage.Schema;

/// <summary>Tables, columns, keys and indexes as lines of text that can be compared between two stores.</summary>
internal static class SchemaShape
{
    private const string Sqlite =
        $"""
        select 'column ' || m.name || '.' || c.name || ' ' || c.type || case c."notnull" when 1 then ' not null' else '' end
            || case when c.pk > 0 then ' key ' || c.pk else '' end || coalesce(' default ' || c.dflt_value, '')
        from sqlite_master m join pragma_table_xinfo(m.name) c
        where m.type = 'table' and m.name not like 'sqlite_%' and m.name <> '{HistoryRepository.DefaultTableName}'
        union all
        select 'index ' || m.name || '.' || i.name || case i."unique" when 1 then ' unique ' else ' ' end || x.seqno || ' '
            || coalesce(x.name, 'row') || case x."desc" when 1 then ' descending' else '' end
        from sqlite_master m join pragma_index_list(m.name) i join pragma_index_xinfo(i.name) x
        where m.type = 'table' and m.name <> '{HistoryRepository.DefaultTableName}' and x."key" = 1
        union all
        select 'table ' || name || ' autoincrement' from sqlite_master where type = 'table' and sql like '%autoincrement%'
        """;

    private const string PostgreSql =
        $"""
        with t as (
            select c.oid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = @schema and c.relkind in ('r', 'p') and c.relname <> '{HistoryRepository.DefaultTableName}')
        select 'column ' || t.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || case when a.attnotnull then ' not null' else '' end || case a.attidentity when '' then '' else ' identity' end
            || coalesce(' collate ' || o.collname, '') || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
        from t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
            left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
            left join pg_collation o on o.oid = a.attcollation
        union all
        select 'index ' || replace(pg_get_indexdef(i.indexrelid), @schema || '.', '') from t join pg_index i on i.indrelid = t.oid
        union all
        select 'constraint ' || t.relname || '.' || k.conname || ' ' || pg_get_constraintdef(k.oid)
        from t join pg_constraint k on k.conrelid = t.oid where k.contype in ('p', 'u', 'f', 'c')
        """;

    /// <summary>What is in PostgreSQL's schema, or, without one, in the SQLite file.</summary>
    public static async Task<IReadOnlySet<string>> ReadAsync(
        DbConnection connection, DbTransaction? transaction, string? schema, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = schema is null ? Sqlite : PostgreSql;
        if (schema is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("schema", schema);
            command.Parameters.Add(parameter);
        }

        var lines = new SortedSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}
