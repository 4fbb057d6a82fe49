using System.Diagnostics;
using System.Net.Sockets;

namespace CauseFlow.TestServers;

/// <summary>A server that this test run started itself, and stops by its own handle.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private ServerProcess(Process process, string folder) => (_process, _folder) = (process, folder);

    public static bool HasDocker => File.Exists("/var/run/docker.sock");

    /// <summary>Starts a program and waits until <paramref name="port"/> accepts a connection.</summary>
    public static async Task<ServerProcess> StartAsync(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder, int port)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        var tail = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, line) => Append(tail, line.Data);
        process.ErrorDataReceived += (_, line) => Append(tail, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(process, folder);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!await AcceptsAsync(port))
        {
            if (process.HasExited || limit.IsCancellationRequested)
            {
                await server.DisposeAsync();
                throw new InvalidOperationException($"{file} is not up: {tail}");
            }

            await Task.Delay(100, CancellationToken.None);
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> AcceptsAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Append(System.Text.StringBuilder tail, string? line)
    {
        lock (tail)
        {
            tail.AppendLine(line);
            if (tail.Length > 4_000)
            {
                tail.Remove(0, tail.Length - 4_000);
            }
        }
    }
}
