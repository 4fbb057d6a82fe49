using System.Diagnostics;
using Npgsql;

namespace CauseFlow.Bench.Processes;

/// <summary>
/// PostgreSQL that really writes: with fsync, unlike the tests' own. The connection string in CAUSEFLOW_BENCH_POSTGRES, else
/// the locally installed server on a folder of its own.
/// </summary>
internal sealed class BenchPostgreSql : IAsyncDisposable
{
    private readonly Process? process;
    private readonly string connectionString;

    private BenchPostgreSql(Process? process, string connectionString) =>
        (this.process, this.connectionString) = (process, connectionString);

    /// <returns>Null where there is none.</returns>
    public static async Task<BenchPostgreSql?> StartAsync(string folder, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_BENCH_POSTGRES") is { Length: > 0 } given)
        {
            return new BenchPostgreSql(null, given);
        }

        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order().Select(version => Path.Combine(version, "bin")).LastOrDefault()
            : null;
        if (programs is null || !File.Exists(Path.Combine(programs, "initdb")))
        {
            return null;
        }

        var data = Directory.CreateDirectory(Path.Combine(folder, "postgresql")).FullName;
        var port = Child.FreePort();
        await RunAsync("/bin/chown", ["postgres", data], cancellationToken);
        await RunAsync("/bin/chmod", ["o+x", folder], cancellationToken);
        await RunAsync("/usr/bin/setpriv", AsPostgres($"{programs}/initdb -D {data}/db -U causeflow -A trust -E UTF8"), cancellationToken);
        var server = Process.Start(new ProcessStartInfo("/usr/bin/setpriv",
            AsPostgres($"exec {programs}/postgres -D {data}/db -p {port} -k {data} -c listen_addresses=127.0.0.1 -c max_connections=200"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        var found = new BenchPostgreSql(server, $"Host=127.0.0.1;Port={port};Username=causeflow;Database=postgres");
        await found.UntilItServesAsync(cancellationToken);
        return found;
    }

    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        var unique = $"{name}_{Guid.NewGuid():n}";
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"create database {unique}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new NpgsqlConnectionStringBuilder(connectionString) { Database = unique, MaxPoolSize = 64 }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process?.Dispose();
    }

    private static string[] AsPostgres(string command) =>
        ["--reuid=postgres", "--regid=postgres", "--clear-groups", "/bin/sh", "-c", command];

    private static async Task RunAsync(string file, string[] arguments, CancellationToken cancellationToken)
    {
        using var run = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = run.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = await run.StandardError.ReadToEndAsync(cancellationToken);
        await run.WaitForExitAsync(cancellationToken);
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} failed: {error} {await output}");
        }
    }

    private async Task UntilItServesAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException) when (attempt < 300)
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }
}
