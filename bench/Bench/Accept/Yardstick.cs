using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Storage;
using CauseFlow.Storage.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.Bench.Accept;

/// <summary>
/// The yardstick: an endpoint as one writes it first. It checks no signature, asks for no route and decides nothing; it
/// inserts the same row into the same table, with EF, one commit a request, and answers after it.
/// </summary>
internal static class Yardstick
{
    /// <param name="arguments">Address, provider (Sqlite, PostgreSql), and the folder or the connection string.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (address, provider, place) = (arguments[0], Enum.Parse<StoreProvider>(arguments[1]), arguments[2]);
        var store = new StoreOptions { Provider = provider, DataFolder = place, ConnectionString = place };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        builder.Services.AddPooledDbContextFactory<IngestionDbContext>(
            options => StoreRegistration.Configure(options, store, IngestionRegistration.Service));
        await using var app = builder.Build();
        await new StoreSchema<IngestionDbContext>(IngestionRegistration.Service, Options.Create(store)).MigrateAsync(CancellationToken.None);
        app.MapGet("/health", () => "ok");
        app.MapPost("/accept", AcceptAsync);
        await app.RunAsync();
        return 0;
    }

    private static async Task<IResult> AcceptAsync(
        HttpContext http, IDbContextFactory<IngestionDbContext> contexts, CancellationToken cancellationToken)
    {
        using var message = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: cancellationToken);
        string Text(string name) => message.RootElement.GetProperty(name).GetString()!;
        var now = TimeProvider.System.GetUtcNow();
        var envelope = new StoredEnvelope
        {
            Type = Text("Type"),
            MessageId = Text("MessageId"),
            TopicArn = Text("TopicArn"),
            Timestamp = message.RootElement.GetProperty("Timestamp").GetDateTimeOffset(),
            Subject = Text("Subject"),
            Message = Text("Message"),
        };
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Deliveries.Add(new Delivery
        {
            Id = Ids.New("dlv", TimeProvider.System),
            TenantId = AcceptTarget.Tenant,
            Provider = "cloudwatch",
            ReceivedAt = now,
            Verdict = DeliveryVerdict.Accepted,
            MessageId = envelope.MessageId,
            TopicArn = envelope.TopicArn,
            MessageType = envelope.Type,
            Body = JsonSerializer.Serialize(envelope, ContractJson.Options),
            DecideAt = now,
        });
        await db.SaveChangesAsync(cancellationToken);
        return Results.Ok();
    }
}
