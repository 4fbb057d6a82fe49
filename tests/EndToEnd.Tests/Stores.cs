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

    /// <summary>Each file by SQLite's own online copy, which a writer may go on beside.</summary>
    public static async Task CopyAllAsync(string dataFolder, string copyFolder)
    {
        foreach (var file in Directory.GetFiles(dataFolder, "*.db"))
        {
            await using var from = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=30");
            await using var to = new SqliteConnection($"Data Source={Path.Combine(copyFolder, Path.GetFileName(file))};Pooling=False");
            await from.OpenAsync();
            await to.OpenAsync();
            from.BackupDatabase(to);
        }
    }
}
