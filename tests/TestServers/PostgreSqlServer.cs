using System.Diagnostics;
using CauseFlow.Storage;
using Npgsql;
using Testcontainers.PostgreSql;

namespace CauseFlow.TestServers;

/// <summary>
/// A PostgreSQL for this test run: the connection string in CAUSEFLOW_TEST_POSTGRES, else Docker, else the locally
/// installed server. None of them is an error, never a skip.
/// </summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    private IAsyncDisposable? _owned;
    private string _connectionString = "";

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_TEST_POSTGRES") is { Length: > 0 } connectionString)
        {
            _connectionString = connectionString;
        }
        else if (ServerProcess.HasDocker)
        {
            var container = new PostgreSqlBuilder("postgres:16").Build();
            await container.StartAsync();
            _owned = container;
            _connectionString = container.GetConnectionString();
        }
        else
        {
            await StartLocalAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_owned is not null)
        {
            await _owned.DisposeAsync();
        }
    }

    /// <summary>An empty database of its own for one test.</summary>
    public async Task<StoreOptions> CreateDatabaseAsync()
    {
        var name = NewName();
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name}", connection);
        await command.ExecuteNonQueryAsync();
        return OptionsOf(name);
    }

    /// <summary>The same where a constructor needs it.</summary>
    public StoreOptions CreateDatabase()
    {
        var name = NewName();
        using var connection = new NpgsqlConnection(_connectionString);
        connection.Open();
        using var command = new NpgsqlCommand($"create database {name}", connection);
        command.ExecuteNonQuery();
        return OptionsOf(name);
    }

    private static string NewName() => $"test_{Guid.NewGuid():n}";

    private StoreOptions OptionsOf(string name) => new()
    {
        Provider = StoreProvider.PostgreSql,
        ConnectionString = new NpgsqlConnectionStringBuilder(_connectionString)
        {
            // A server takes 100 connections, and each test has a pool of its own: what is idle is closed soon.
            Database = name, MaxPoolSize = 20, ConnectionIdleLifetime = 2, ConnectionPruningInterval = 1,
        }.ConnectionString,
    };

    private async Task StartLocalAsync()
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Order().LastOrDefault()
            : null;
        if (programs is null || !File.Exists(Path.Combine(programs, "postgres")))
        {
            throw new InvalidOperationException(
                "The tests need PostgreSQL: set CAUSEFLOW_TEST_POSTGRES, start Docker, or install postgresql (./dev test does).");
        }

        var folder = Directory.CreateTempSubdirectory("causeflow-postgresql-").FullName;
        var data = Path.Combine(folder, "data");
        var port = LoopbackPort.Next();
        await RunAsync("chown", ["postgres", folder]);
        await RunAsPostgresAsync($"{programs}/initdb -D {data} -U causeflow -A trust -E UTF8 --no-sync");
        var command = $"exec {programs}/postgres -D {data} -p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off";
        _owned = await ServerProcess.StartAsync(
            "/usr/bin/setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "/bin/sh", "-c", command],
            new Dictionary<string, string> { ["HOME"] = folder }, folder, port);
        _connectionString = $"Host=127.0.0.1;Port={port};Username=causeflow;Database=postgres;MaxPoolSize=5";
        await WaitUntilItServesAsync();
    }

    private async Task WaitUntilItServesAsync()
    {
        // The port opens while the server still refuses with "the database system is starting up" (57P03).
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(_connectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    private static Task RunAsPostgresAsync(string command) =>
        RunAsync("/usr/bin/setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "/bin/sh", "-c", command]);

    private static async Task RunAsync(string file, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} failed: {error} {await output}");
        }
    }
}
