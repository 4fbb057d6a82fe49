using System.Net;
using System.Net.Sockets;
using CauseFlow.ServiceDefaults.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace CauseFlow.ServiceDefaults.Health;

/// <summary>
/// <c>dotnet CauseFlow.Ingestion.dll health</c>: asks the process that runs beside it, with the same settings, whether it is
/// ready. For whatever can only run a program to find out, as a container's health check: the image has no other tool.
/// </summary>
public static class HealthVerb
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Handles <c>health</c> and starts nothing. The exit code is 0 where the process is ready, else 1.</summary>
    /// <returns>False when the arguments ask for something else: the program goes on.</returns>
    public static async Task<bool> HealthVerbAsync(this WebApplicationBuilder builder, string[] args)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(args);
        if (args is not ["health"])
        {
            return false;
        }

        builder.Configuration.AddSettingsFolder();
        Environment.ExitCode = await RunAsync(builder.Configuration, Console.Out);
        return true;
    }

    /// <summary>Writes what <c>/health/ready</c> of the internal port answers, or why there is no answer.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IConfiguration configuration, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(output);
        using var cancellation = new CancellationTokenSource(Timeout);
        try
        {
            using var handler = InternalTls.CreateHandler(configuration);
            var address = BindingAddress.Parse(configuration["Listen:Internal"] ?? "");
            handler.ConnectCallback = (_, token) => ConnectAsync(EndPointOf(address), token);

            // By this name every certificate of a service is valid, whatever the service is called.
            using var client = new HttpClient(handler);
            using var answer = await client.GetAsync(
                new Uri($"{address.Scheme}://localhost:{address.Port}/health/ready"), cancellation.Token);
            await output.WriteLineAsync(await answer.Content.ReadAsStringAsync(cancellation.Token));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException
            or FormatException)
        {
            await output.WriteLineAsync(exception is FormatException ? $"Listen:Internal: {exception.Message}"
                : exception is OperationCanceledException ? $"No answer within {Timeout.TotalSeconds:0} s." : exception.Message);
            return 1;
        }
    }

    // A wildcard can be bound and not called.
    private static IPEndPoint EndPointOf(BindingAddress address) =>
        !IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) || ip.Equals(IPAddress.Any)
            ? new IPEndPoint(IPAddress.Loopback, address.Port)
            : new IPEndPoint(ip.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : ip, address.Port);

    private static async ValueTask<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
