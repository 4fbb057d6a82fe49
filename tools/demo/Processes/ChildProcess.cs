using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CauseFlow.Demo.Processes;

/// <summary>A .NET program that this process started and alone may stop.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 400;
    private const int Sigterm = 15;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly ConcurrentQueue<string> lines = new();
    private readonly Process process;

    private ChildProcess(string name, Process process)
    {
        (Name, this.process) = (name, process);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exited = process.WaitForExitAsync();
    }

    public string Name { get; }

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited { get; }

    /// <summary>Starts <c>dotnet assembly arguments</c> with this environment on top of a cleaned one.</summary>
    /// <exception cref="DemoException">The assembly has not been built.</exception>
    public static ChildProcess Start(
        string name,
        string assembly,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment)
    {
        if (!File.Exists(assembly))
        {
            throw new DemoException($"{assembly} has not been built; ./dev demo builds it.");
        }

        var start = new ProcessStartInfo(DotnetHost(), [assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        ChildEnvironment.Clean(start.Environment);
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start) ?? throw new DemoException($"{name} could not be started.");
        return new ChildProcess(name, process);
    }

    /// <summary>The last lines of both outputs.</summary>
    public IEnumerable<string> Tail(int count) => lines.ToArray().TakeLast(count);

    /// <summary>Waits until <paramref name="read"/> gives something, and fails at once when the process ends.</summary>
    public async Task<T> WhenReadyAsync<T>(Func<T?> read, CancellationToken cancellationToken)
        where T : class
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await poll.WaitForNextTickAsync(cancellationToken))
        {
            if (read() is { } value)
            {
                return value;
            }

            ThrowIfEnded();
        }

        throw new OperationCanceledException(cancellationToken);
    }

    public void ThrowIfEnded()
    {
        if (process.HasExited)
        {
            throw new DemoException($"{Name} has ended with exit code {process.ExitCode}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // Asked first, so that spans and databases are closed properly.
            if (!OperatingSystem.IsWindows())
            {
                _ = SendSignal(process.Id, Sigterm);
            }

            await Task.WhenAny(Exited, Task.Delay(Grace));
        }

        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await Exited;
        }

        process.Dispose();
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

        lines.Enqueue(line);
        while (lines.Count > KeptLines)
        {
            lines.TryDequeue(out _);
        }
    }
}
