using Microsoft.Data.Sqlite;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>Looks into the product's SQLite files from outside.</summary>
internal static class Stores
{
    public static async Task<long> CountAsync(string dataFolder, string store, string sql)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(dataFolder, store + ".db")};Pooling=False;Default Timeout=30");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
