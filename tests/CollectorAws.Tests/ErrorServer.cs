using System.Net;
using CauseFlow.CollectorAws.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>An endpoint that answers every call as the test says.</summary>
internal sealed class ErrorServer : IDisposable
{
    private readonly WebApplication _app;
    private AwsTransport? _transport;

    private ErrorServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public static Task<ErrorServer> StartAsync(Func<HttpContext, (int Status, string Body)> answer) =>
        StartWaitingAsync(context => Task.FromResult(answer(context)));

    /// <summary>One whose answers may take their time.</summary>
    public static async Task<ErrorServer> StartWaitingAsync(Func<HttpContext, Task<(int Status, string Body)>> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async context =>
        {
            var (status, body) = await answer(context);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        });
        await app.StartAsync();
        return new ErrorServer(app);
    }

    /// <summary>The collector's own client of this endpoint.</summary>
    public AwsHttp Http()
    {
        var options = new CollectorAwsOptions { RetryDelayMilliseconds = 0 };
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["AWS_ENDPOINT_URL"] = Url.AbsoluteUri }).Build();
        return new AwsHttp(
            _transport ??= new AwsTransport(Options.Create(options)), new AwsEndpoints(configuration), options,
            new AwsSession(AwsBench.AnyCredentials), "eu-west-1", TimeProvider.System);
    }

    public void Dispose()
    {
        _transport?.Dispose();
        ((IDisposable)_app).Dispose();
    }
}
