using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>A server on loopback that answers every call of Google's APIs as the test says.</summary>
internal sealed class FakeGoogle : IAsyncDisposable
{
    private readonly WebApplication _server;

    private FakeGoogle(WebApplication server) => _server = server;

    public Uri Address => new(_server.Urls.First());

    public static async Task<FakeGoogle> StartAsync(Func<HttpRequest, Task<IResult>> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapFallback((Delegate)((HttpContext context) => answer(context.Request)));
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new FakeGoogle(server);
    }

    public static IResult Json(string body) => Results.Content(body, "application/json");

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
