using System.Net;
using System.Net.Sockets;

namespace CauseFlow.Ingestion.Tests.Sns;

/// <summary>A proxy for one CONNECT, which leads to a port on loopback whatever was asked for.</summary>
internal sealed class TunnelProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource<string> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public TunnelProxy(int port)
    {
        _listener.Start();
        _serving = ServeAsync(port);
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>The first line that a client sent.</summary>
    public Task<string> Asked => _asked.Task;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync(int port)
    {
        using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, leaveOpen: true);
        _asked.SetResult((await reader.ReadLineAsync(_stop.Token))!);
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
        {
        }

        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stop.Token);
        await Task.WhenAny(
            stream.CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(stream, _stop.Token));
    }
}
