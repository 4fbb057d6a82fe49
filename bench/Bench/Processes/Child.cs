using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CauseFlow.Bench.Processes;

/// <summary>A process of this run, on loopback, stopped by its own handle.</summary>
internal sealed class Child : IAsyncDisposable
{
    private const int MaxTail = 4000;
    private static readonly string[] Misleading = ["AWS_", "ASPNETCORE_", "OTEL_", "Storage__", "Listen__", "http", "HTTP"];
    private readonly Process process;
    private readonly StringBuilder tail = new();

    private Child(Process process) => this.process = process;

    public int Id => process.Id;

    /// <summary>Resident set in MB, from /proc.</summary>
    public double ResidentMegabytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{Id}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static Child Start(string assembly, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments]);
        foreach (var name in start.Environment.Keys.Where(name => Misleading.Any(name.StartsWith)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return Start(start, folder);
    }

    public static Child StartProgram(string program, string folder, params string[] arguments) =>
        Start(new ProcessStartInfo(program, arguments), folder);

    private static Child Start(ProcessStartInfo start, string folder)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (true, true, folder);
        var child = new Child(Process.Start(start)!);
        child.process.OutputDataReceived += (_, line) => child.Append(line.Data);
        child.process.ErrorDataReceived += (_, line) => child.Append(line.Data);
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Polls until the condition holds.</summary>
    /// <exception cref="InvalidOperationException">The process ended, or a minute and a half is over.</exception>
    public async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        while (!await condition())
        {
            if (process.HasExited || limit.IsCancellationRequested)
            {
                throw new InvalidOperationException($"A process of the benchmark is not where it should be: {tail}");
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    public Task UntilHealthyAsync(Uri address, string path, CancellationToken cancellationToken)
    {
        var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        return UntilAsync(async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(address, path), cancellationToken);
                return answer.IsSuccessStatusCode;
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        }, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Append(string? line)
    {
        lock (tail)
        {
            tail.AppendLine(line);
            if (tail.Length > MaxTail)
            {
                tail.Remove(0, tail.Length - MaxTail);
            }
        }
    }
}
