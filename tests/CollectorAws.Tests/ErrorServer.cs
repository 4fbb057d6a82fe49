using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>An endpoint that answers every call as the test says.</summary>
internal sealed class ErrorServer : IDisposable
{
    private readonly WebApplication _app;

    private ErrorServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public static async Task<ErrorServer> StartAsync(Func<HttpContext, (int Status, string Body)> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async context =>
        {
            var (status, body) = answer(context);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        });
        await app.StartAsync();
        return new ErrorServer(app);
    }

    public void Dispose() => ((IDisposable)_app).Dispose();
}
