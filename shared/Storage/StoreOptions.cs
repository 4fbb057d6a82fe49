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

    /// <summary>
    /// PostgreSQL only. It may hold a password and is therefore never printed. For another machine it must have
    /// <c>SSL Mode=VerifyFull</c>, unless <c>Services:AllowPlainInternal</c> is set.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// PostgreSQL only: the connection of a role that may make tables, so that the service's own need not. The
    /// <c>migrate</c> verb uses it and grants the role of ConnectionString what it needs. Default: ConnectionString.
    /// </summary>
    public string? MigrationConnectionString { get; set; }

    /// <summary>
    /// Who migrates the tables. Default: <c>OnStart</c> for SQLite, <c>Verb</c> for PostgreSQL; all-in-one is always
    /// <c>OnStart</c>.
    /// </summary>
    public StoreMigration? Migrate { get; set; }

    /// <summary>How long one command may take, in seconds. Default 30.</summary>
    [Range(1, 600)]
    public int CommandTimeoutSeconds { get; set; } = 30;

    internal StoreMigration EffectiveMigrate =>
        Migrate ?? (Provider == StoreProvider.Sqlite ? StoreMigration.OnStart : StoreMigration.Verb);

    internal StoreOptions ForMigrations() => new()
    {
        Provider = Provider,
        DataFolder = DataFolder,
        ConnectionString = string.IsNullOrEmpty(MigrationConnectionString) ? ConnectionString : MigrationConnectionString,
        CommandTimeoutSeconds = CommandTimeoutSeconds,
    };

    public override string ToString() => $"StoreOptions {{ Provider = {Provider}, ConnectionString = [redacted] }}";
}
