using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CauseFlow.CloudSimulation.Tests;

internal sealed record Received(JsonObject Message, string ContentType, IHeaderDictionary Headers);

/// <summary>A webhook on a free port that keeps what it got and answers with the next status.</summary>
internal sealed class SnsReceiver : IAsyncDisposable
{
    private readonly WebApplication application;

    private SnsReceiver(WebApplication application) => this.application = application;

    public ConcurrentQueue<Received> Messages { get; } = new();

    public ConcurrentQueue<int> Statuses { get; } = new();

    public Uri Url => new(application.Urls.Single() + "/webhook");

    public static async Task<SnsReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new SnsReceiver(builder.Build());
        receiver.application.Run(receiver.HandleAsync);
        await receiver.application.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var message = JsonNode.Parse(await reader.ReadToEndAsync())!.AsObject();
        Messages.Enqueue(new Received(message, context.Request.ContentType!, new HeaderDictionary(
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value))));
        context.Response.StatusCode = Statuses.TryDequeue(out var status) ? status : 200;
    }
}
