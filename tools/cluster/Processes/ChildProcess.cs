using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CauseFlow.Cluster.Processes;

/// <summary>A program that this process started and alone may stop.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 400;
    private const int Sigterm = 15;
    private const int Sigcont = 18;
    private const int Sigstop = 19;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private readonly StreamWriter? _output;

    private ChildProcess(string name, Process process, string? outputFile = null)
    {
        (Name, _process) = (name, process);
        _output = outputFile is null ? null : new StreamWriter(outputFile) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exited = process.WaitForExitAsync();
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited { get; }

    /// <summary>How long <see cref="DisposeAsync"/> waits after SIGTERM before it kills.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Starts <c>dotnet assembly arguments</c> with this environment on top of a cleaned one.</summary>
    /// <param name="name">For people.</param>
    /// <param name="assembly">Path of the program.</param>
    /// <param name="arguments">Without secrets.</param>
    /// <param name="environment">May have secrets.</param>
    /// <param name="outputFile">Takes all that it prints; null for the last lines alone.</param>
    /// <exception cref="ProcessException">The assembly has not been built.</exception>
    public static ChildProcess StartDotnet(
        string name, string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment,
        string? outputFile = null) =>
        File.Exists(assembly)
            ? new(name, StartProcess(name, DotnetHost(), [assembly, .. arguments], environment, Path.GetDirectoryName(assembly)!), outputFile)
            : throw new ProcessException($"{assembly} has not been built; ./dev builds what a verb needs.");

    /// <exception cref="ProcessException">There is no such program.</exception>
    public static ChildProcess Start(
        string name, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder) =>
        new(name, StartProcess(name, file, arguments, environment, folder));

    /// <summary>
    /// Runs a program to its end and answers all that it printed on its standard output. Secrets go into its standard input:
    /// arguments are for all to read.
    /// </summary>
    /// <exception cref="ProcessException">It ended with another code than 0, or not within a minute.</exception>
    public static async Task<string> RunAsync(
        string name, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder,
        CancellationToken cancellationToken, string input = "")
    {
        using var process = StartProcess(name, file, arguments, environment, folder);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? output : throw new ProcessException($"{name} failed: {await error} {output}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ProcessException($"{name} did not end within a minute.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The last lines of both outputs.</summary>
    public IEnumerable<string> Tail(int count) => _lines.ToArray().TakeLast(count);

    /// <summary>Waits until <paramref name="read"/> gives something, and fails at once when the process ends.</summary>
    public async Task<T> WhenReadyAsync<T>(Func<CancellationToken, Task<T?>> read, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(read);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await poll.WaitForNextTickAsync(cancellationToken))
        {
            if (await read(cancellationToken) is { } value)
            {
                return value;
            }

            ThrowIfEnded();
        }

        throw new OperationCanceledException(cancellationToken);
    }

    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new ProcessException(
                $"{Name} has ended with exit code {_process.ExitCode}.{Environment.NewLine}{string.Join('\n', Tail(20))}");
        }
    }

    /// <exception cref="ProcessException">The process has ended with another code than 0.</exception>
    public void ThrowIfFailed()
    {
        if (_process is { HasExited: true, ExitCode: not 0 })
        {
            ThrowIfEnded();
        }
    }

    /// <summary>SIGKILL: nothing is flushed, closed or said.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await Exited;
        }
    }

    /// <summary>SIGSTOP: the process stands still, with all that it holds.</summary>
    public void Pause() => _ = SendSignal(_process.Id, Sigstop);

    public void Continue() => _ = SendSignal(_process.Id, Sigcont);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // Asked first, so that spans and databases are closed properly.
            if (!OperatingSystem.IsWindows())
            {
                _ = SendSignal(_process.Id, Sigterm);
            }

            await Task.WhenAny(Exited, Task.Delay(Grace));
        }

        await KillAsync();
        _process.Dispose();
        if (_output is not null)
        {
            await _output.DisposeAsync();
        }
    }

    private static Process StartProcess(
        string name, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        ChildEnvironment.Clean(start.Environment);
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        try
        {
            return Process.Start(start) ?? throw new ProcessException($"{name} could not be started.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ProcessException($"{name} could not be started: {e.Message}.");
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);

    private static string DotnetHost() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (_output is not null)
        {
            lock (_output)
            {
                _output.WriteLine(line);
            }
        }

        _lines.Enqueue(line);
        while (_lines.Count > KeptLines)
        {
            _lines.TryDequeue(out _);
        }
    }
}
