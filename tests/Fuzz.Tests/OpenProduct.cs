using System.Text.Json;

namespace CauseFlow.Fuzz.Tests;

/// <summary>A product in a process of its own that counts no requests, with a connected account.</summary>
public sealed class OpenProduct : IAsyncLifetime
{
    private static readonly string[] Limits =
        ["PerTenant", "PerAddress", "PerWebhook", "PerWebhookAddress"];

    public Customer Customer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Customer = await Customer.StartAsync(Limits.ToDictionary(limit => $"RateLimits:{limit}", string? (_) => "1000000"));
        await Customer.ConnectAsync();
    }

    /// <summary>It has not ended, and still answers with what it knows.</summary>
    public async Task IsWellAsync()
    {
        (await Customer.IncidentsAsync()).GetProperty("items").ValueKind.ShouldBe(JsonValueKind.Array);
    }

    public async ValueTask DisposeAsync()
    {
        if (Customer is not null)
        {
            await Customer.DisposeAsync();
        }
    }
}
