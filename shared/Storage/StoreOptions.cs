using System.ComponentModel.DataAnnotations;

namespace CauseFlow.Storage;

/// <summary>Where a service keeps its state; configuration section <c>Storage</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>SQLite by default: no server is needed.</summary>
    public StoreProvider Provider { get; set; } = StoreProvider.Sqlite;

    /// <summary>SQLite only: the folder of the files. Default: <c>data</c> under the working directory.</summary>
    [Required]
    public string DataFolder { get; set; } = "data";

    /// <summary>PostgreSQL only. It may hold a password and is therefore never printed.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>How long one command may take, in seconds. Default 30.</summary>
    [Range(1, 600)]
    public int CommandTimeoutSeconds { get; set; } = 30;

    public override string ToString() => $"StoreOptions {{ Provider = {Provider}, ConnectionString = [redacted] }}";
}
