using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CauseFlow.CloudSimulation;

internal sealed record LoopbackTls(X509Certificate2 Certificate, X509Certificate2Collection Chain);

/// <summary>One Kestrel port on 127.0.0.1 with one handler.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private const int MaxRequestBytes = 1_048_576;
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);
    private readonly WebApplication application;
    private readonly CancellationTokenSource stopping;

    private LoopbackServer(WebApplication application, CancellationTokenSource stopping)
    {
        (this.application, this.stopping) = (application, stopping);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Port = new Uri(addresses.Addresses.Single()).Port;
    }

    public int Port { get; }

    public Uri Address(string scheme, string host) => new($"{scheme}://{host}:{Port}/");

    public static async Task<LoopbackServer> StartAsync(
        int port,
        LoopbackTls? tls,
        Func<HttpContext, CancellationToken, Task> handle,
        CancellationToken cancellationToken)
    {
        // An empty builder reads no configuration: ASPNETCORE_URLS of the embedding process must not move the ports.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                if (tls is not null)
                {
                    listen.UseHttps(new HttpsConnectionAdapterOptions
                    {
                        ServerCertificate = tls.Certificate,
                        ServerCertificateChain = tls.Chain,
                    });
                }
            });
        });
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        var stopping = new CancellationTokenSource();
        var application = builder.Build();
        application.Run(context => HandleAsync(context, handle, stopping.Token));
        try
        {
            await application.StartAsync(cancellationToken);
            return new LoopbackServer(application, stopping);
        }
        catch
        {
            await application.DisposeAsync();
            stopping.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Hanging answers end now, so that stopping never waits for them.
        await stopping.CancelAsync();
        using var grace = new CancellationTokenSource(StopGrace);
        await application.StopAsync(grace.Token);
        await application.DisposeAsync();
        stopping.Dispose();
    }

    private static async Task HandleAsync(
        HttpContext context, Func<HttpContext, CancellationToken, Task> handle, CancellationToken stopping)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await handle(context, linked.Token);
        }
        catch (OperationCanceledException) when (linked.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (BadHttpRequestException exception)
        {
            context.Response.StatusCode = exception.StatusCode;
        }
    }

    /// <summary>Signals belong to the embedding process, not to a simulator inside a test run.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
