using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CauseFlow.Investigations.Tests.Notifications;

/// <summary>A request as a receiver got it.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement.Clone();

    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>A receiver of notifications on loopback, over real HTTP.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly SemaphoreSlim arrived = new(0);

    private Receiver(WebApplication app) => this.app = app;

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>How the next requests are answered, in their order; 200 when none is left.</summary>
    public ConcurrentQueue<Action<HttpContext>> Answers { get; } = new();

    /// <summary>Runs before each answer.</summary>
    public Func<Task>? Meanwhile { get; set; }

    public string Url => app.Urls.Single();

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.AnswerAsync);
        await app.StartAsync();
        return receiver;
    }

    public void AnswerWith(int status, string? retryAfter = null) => Answers.Enqueue(context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }
    });

    /// <summary>Waits for so many requests more, for ten seconds each at most.</summary>
    public async Task ReceivedAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await arrived.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ShouldBeTrue();
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        arrived.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Requests.Enqueue(new Received(context.Request.Path,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));
        arrived.Release();
        if (Meanwhile is { } work)
        {
            await work();
        }

        if (Answers.TryDequeue(out var answer))
        {
            answer(context);
        }
    }
}
