using CauseFlow.Cluster.Processes;
using CauseFlow.Cluster.Tls;

namespace CauseFlow.Cluster.Replicas;

/// <summary>One replica of one service: a process on ports that stay its own over restarts.</summary>
public sealed class ServiceReplica(string service, string folder) : IAsyncDisposable
{
    private readonly Dictionary<string, string> _settings = [];
    private ChildProcess? _process;
    private int _started;

    public string Service { get; } = service;

    /// <summary>Files of this replica alone; gone with the cluster's.</summary>
    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    /// <summary>Clone in which the release was built that the next start takes.</summary>
    public string Release { get; set; } = RepositoryPaths.Root;

    public int ApiPort { get; } = FreePort.Next();

    public int InternalPort { get; } = FreePort.Next();

    public string TraceFile => Path.Combine(Folder, "trace.jsonl");

    /// <summary>What each process of this replica has printed, from the first on.</summary>
    public IEnumerable<string> OutputFiles => Directory.EnumerateFiles(Folder, "output-*.txt");

    /// <summary>Of the process that runs now.</summary>
    public int ProcessId => Process.Id;

    /// <summary>Configuration keys with <c>:</c>; they are given as environment variables.</summary>
    public void Set(string key, string value) => _settings[Variable(key)] = value;

    public void Set(IEnumerable<KeyValuePair<string, string>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var (key, value) in settings)
        {
            Set(key, value);
        }
    }

    /// <summary>Starts the process; does not wait.</summary>
    public void Start() => _process = StartProcess([]);

    /// <summary>Runs the program with a verb to its end, with these settings on top: secrets do not belong into arguments.</summary>
    /// <exception cref="ProcessException">It ended with another code than 0.</exception>
    public async Task RunAsync(string verb, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await using var process = StartProcess([verb], settings);
        await process.Exited.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);
        process.ThrowIfFailed();
    }

    /// <summary>Waits until the replica says by itself that it is ready.</summary>
    public Task ReadyAsync(HttpClient http, CancellationToken cancellationToken) => Process.WhenReadyAsync(async token =>
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"https://{LocalAuthority.HostName}:{InternalPort}/health/ready"), token);
            return answer.IsSuccessStatusCode ? "ready" : null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !token.IsCancellationRequested)
        {
            return null;
        }
    }, cancellationToken);

    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>SIGTERM, as a deployment ends a container: what is under way may end within the grace.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (_process is { } process)
        {
            process.Grace = grace;
            await process.DisposeAsync();
            _process = null;
        }
    }

    public void Pause() => Process.Pause();

    public void Continue() => Process.Continue();

    public IEnumerable<string> Tail(int count) => _process?.Tail(count) ?? [];

    public Task Exited => Process.Exited;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private ChildProcess Process => _process ?? throw new InvalidOperationException($"{Service} has not been started.");

    private ChildProcess StartProcess(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? more = null)
    {
        var environment = new Dictionary<string, string>(_settings);
        foreach (var (key, value) in more ?? new Dictionary<string, string>())
        {
            environment[Variable(key)] = value;
        }

        return ChildProcess.StartDotnet(
            Service, RepositoryPaths.Assembly($"services/{Service}", ServiceNames.AssemblyOf(Service), Release), arguments, environment,
            Path.Combine(Folder, $"output-{Interlocked.Increment(ref _started)}.txt"));
    }

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
