using System.Collections.Concurrent;
using System.Text.Json;
using CauseFlow.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CauseFlow.Gateway.Tests;

/// <summary>A service behind the gateway that says what reached it. It also takes audit records.</summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeUpstream(string name)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/internal/audit", async (HttpContext context) =>
        {
            if (RefuseAudit)
            {
                // Not a status that is tried again: the waits between attempts follow the test's clock.
                context.Response.StatusCode = 403;
                return;
            }

            Audit.Enqueue((await JsonSerializer.DeserializeAsync<AuditEntry>(context.Request.Body, ContractJson.Options))!);
            context.Response.StatusCode = 204;
        });
        app.MapGet($"/openapi/{name}.json", async (HttpContext context) =>
        {
            if (HangOnDocument)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            context.Response.StatusCode = ApiDocument is null ? 404 : 200;
            await context.Response.WriteAsync(ApiDocument ?? string.Empty);
        });
        app.MapFallback("{*path}", context => AnswerAsync(context, name));
    }

    public ConcurrentQueue<Seen> Requests { get; } = new();

    public ConcurrentQueue<AuditEntry> Audit { get; } = new();

    /// <summary>What it says of its own endpoints; null: nothing.</summary>
    public string? ApiDocument { get; set; }

    public bool HangOnDocument { get; set; }

    public bool RefuseAudit { get; set; }

    /// <summary>Takes requests and answers none until the caller gives up.</summary>
    public bool Hang { get; set; }

    public string Url => app.Urls.Single();

    public static async Task<FakeUpstream> StartAsync(string name)
    {
        var upstream = new FakeUpstream(name);
        await upstream.app.StartAsync();
        return upstream;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    public Task StopAsync() => app.StopAsync();

    private async Task AnswerAsync(HttpContext context, string name)
    {
        if (Hang)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Requests.Enqueue(new Seen(
            context.Request.Path,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body));
        context.Response.Headers.Server = "leaky/1.0";
        context.Response.Headers.SetCookie = "a=b";
        context.Response.Headers["X-Frame-Options"] = "ALLOWALL";
        await context.Response.WriteAsync(name);
    }

    public sealed record Seen(string Path, Dictionary<string, string> Headers, string Body);
}
