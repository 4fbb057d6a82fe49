using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CauseFlow.Cluster.Processes;

/// <summary>
/// A port for programs that others must find again after a restart. Below the ones that the system gives to whoever asks for
/// any: those are taken by somebody's connection between being chosen and being used, and while a killed program is away.
/// </summary>
public static class FreePort
{
    private const int First = 10_000;
    private const int End = 32_000;
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (Given.TryAdd(port, true) && IsFree(port))
            {
                return port;
            }
        }
    }

    /// <summary>True once something accepts connections there.</summary>
    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
