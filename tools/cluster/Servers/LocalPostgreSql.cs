using CauseFlow.Cluster.Processes;
using CauseFlow.Cluster.Tls;

namespace CauseFlow.Cluster.Servers;

/// <summary>The locally installed PostgreSQL on a port and a temporary folder of its own: it can be killed and started again.</summary>
public sealed class LocalPostgreSql : IAsyncDisposable
{
    private const string Superuser = "postgres";

    // Whoever reaches the socket in the folder is the superuser.
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _programs;
    private readonly string _folder;
    private readonly string _arguments;
    private ChildProcess? _process;

    private LocalPostgreSql(string programs, string folder, string arguments) =>
        (_programs, _folder, _arguments) = (programs, folder, arguments);

    public int Port { get; } = FreePort.Next();

    /// <param name="dataFolder">Takes the folder of the files; null for the machine's own temporary one.</param>
    /// <param name="authority">Signs its certificate; connections without TLS are refused.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ProcessException">It is not installed, or does not come up.</exception>
    public static async Task<LocalPostgreSql> StartAsync(
        string? dataFolder, LocalAuthority authority, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(authority);
        var programs = ProgramsFolder()
            ?? throw new ProcessException("PostgreSQL is not installed (Debian: postgresql); ./dev test installs it.");

        // A folder of its own at the top: PostgreSQL runs as another user, who may not enter the caller's.
        var folder = dataFolder is null
            ? Directory.CreateTempSubdirectory("causeflow-postgresql-").FullName
            : PrivateFolder(Path.Combine(dataFolder, "postgresql"));
        var server = new LocalPostgreSql(programs, folder, TlsArguments(folder, authority));
        try
        {
            await server.InitializeAsync(cancellationToken);
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>, and waits until it serves.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (file, arguments) = AsPostgres($"exec {_programs}/postgres -D {_folder}/data -p {Port} -k {_folder} "
            + $"-c listen_addresses=127.0.0.1 -c max_connections=200 {_arguments}");
        _process = ChildProcess.Start("PostgreSQL", file, arguments, Home, _folder);

        // The port opens while the server still recovers: pg_isready knows the difference.
        await _process.WhenReadyAsync(async token =>
        {
            try
            {
                await RunAsync($"{_programs}/pg_isready", ["-h", _folder, "-p", $"{Port}"], _folder, token);
                return "up";
            }
            catch (ProcessException)
            {
                return null;
            }
        }, cancellationToken);
    }

    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Runs SQL as the superuser, over the socket in the folder.</summary>
    public Task<string> ExecuteAsync(string sql, string database, CancellationToken cancellationToken) => RunAsync(
        $"{_programs}/psql",
        ["-h", _folder, "-p", $"{Port}", "-U", Superuser, "-d", database, "-v", "ON_ERROR_STOP=1", "-q", "-A", "-t", "-f", "-"],
        _folder, cancellationToken, sql);

    /// <summary>All that the database holds, as SQL.</summary>
    public Task<string> DumpAsync(string database, CancellationToken cancellationToken) => RunAsync(
        $"{_programs}/pg_dump", ["-h", _folder, "-p", $"{Port}", "-U", Superuser, "--inserts", database], _folder, cancellationToken);

    /// <summary>As docs/runbook.md has it: a file of pg_dump's own form.</summary>
    public Task BackUpAsync(string database, string file, CancellationToken cancellationToken) => RunAsync(
        $"{_programs}/pg_dump", [.. Server, "-Fc", "-f", file, database], _folder, cancellationToken);

    /// <summary>As docs/runbook.md has it: the database is dropped and made anew, so that nothing of after the back-up stays.</summary>
    public async Task RestoreAsync(string database, string file, CancellationToken cancellationToken)
    {
        await RunAsync($"{_programs}/dropdb", [.. Server, "--force", database], _folder, cancellationToken);
        await RunAsync($"{_programs}/createdb", [.. Server, database], _folder, cancellationToken);
        await RunAsync($"{_programs}/pg_restore", [.. Server, "--exit-on-error", "-d", database, file], _folder, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", ["-R", "postgres", _folder], _folder, cancellationToken);
        }

        var (file, arguments) = AsPostgres($"{_programs}/initdb -D {_folder}/data -U {Superuser} -A trust -E UTF8 --no-sync");
        await ChildProcess.RunAsync("initdb", file, arguments, Home, _folder, cancellationToken);
        await File.WriteAllTextAsync($"{_folder}/data/pg_hba.conf",
            "hostssl all all 127.0.0.1/32 scram-sha-256\nlocal all all trust\n", cancellationToken);
    }

    private static string TlsArguments(string folder, LocalAuthority authority)
    {
        var (certificate, key) = authority.Issue("postgresql");
        File.Copy(certificate, $"{folder}/server.crt");
        File.Copy(key, $"{folder}/server.key");
        return $"-c ssl=on -c ssl_cert_file={folder}/server.crt -c ssl_key_file={folder}/server.key";
    }

    private static string PrivateFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path).FullName
        : Directory.CreateDirectory(path, OwnerOnly).FullName;

    private static string? ProgramsFolder() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Order()
            .LastOrDefault(programs => File.Exists(Path.Combine(programs, "postgres")))
        : null;

    private string[] Server => ["-h", _folder, "-p", $"{Port}", "-U", Superuser];

    private Dictionary<string, string> Home => new() { ["HOME"] = _folder };

    /// <summary>PostgreSQL refuses root.</summary>
    private static (string File, string[] Arguments) AsPostgres(string command) => Environment.UserName == "root"
        ? ("/usr/bin/setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "/bin/sh", "-c", command])
        : ("/bin/sh", ["-c", command]);

    private static Task<string> RunAsync(string file, string[] arguments, string folder, CancellationToken cancellationToken, string input = "") =>
        ChildProcess.RunAsync(
            Path.GetFileName(file), file, arguments, new Dictionary<string, string> { ["HOME"] = folder }, folder, cancellationToken, input);
}
