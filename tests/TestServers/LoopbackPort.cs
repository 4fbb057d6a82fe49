using System.Net;
using System.Net.Sockets;

namespace CauseFlow.TestServers;

/// <summary>A port that was free a moment ago, for servers that cannot choose one themselves.</summary>
public static class LoopbackPort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
