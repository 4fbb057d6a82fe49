using System.Net;
using System.Net.Sockets;

namespace CauseFlow.Causeflow.Tests;

/// <summary>A wire to a server that can be cut: every connection that is open then breaks, new ones work.</summary>
public sealed class CuttableRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly Lock _gate = new();
    private readonly List<TcpClient> _open = [];
    private readonly Task _accepting;

    private CuttableRelay(Uri target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public int Connections { get; private set; }

    public static CuttableRelay To(Uri target) => new(target);

    public void Cut()
    {
        lock (_gate)
        {
            _open.ForEach(one => one.Dispose());
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var near = await _listener.AcceptTcpClientAsync(_stop.Token);
                var far = new TcpClient();
                await far.ConnectAsync(_target.Host, _target.Port, _stop.Token);
                lock (_gate)
                {
                    Connections++;
                    _open.AddRange([near, far]);
                }

                _ = CopyAsync(near, far);
                _ = CopyAsync(far, near);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }

        from.Dispose();
        to.Dispose();
    }
}
