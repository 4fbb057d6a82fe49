using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

[assembly: AssemblyFixture(typeof(CauseFlow.Causeflow.Tests.InvestigatedProduct))]

namespace CauseFlow.Causeflow.Tests;

/// <summary>One product with a connected account and an investigated incident, for all tests: it costs half a minute.</summary>
public sealed class InvestigatedProduct : IAsyncLifetime
{
    public const string Canary = "zebra-canary-of-the-address";
    public const string SigningKey = "zebra-canary-of-the-key";

    public Customer Customer { get; private set; } = null!;

    /// <summary>A receiver of notifications, set before the incident.</summary>
    public ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Headers, string Body)> Told { get; } = new();

    private StubServer Receiver { get; set; } = null!;

    /// <summary>Of the incident that has a verdict.</summary>
    public string IncidentId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Receiver = await StubServer.StartAsync(ReceiveAsync);
        Customer = await Customer.StartAsync(new Dictionary<string, string?>
        {
            ["Notifications:AllowedNetworks:0"] = "127.0.0.0/8", ["Notifications:AllowPlainHttp"] = "true",
            ["Notifications:PublicUrl"] = "https://causeflow.example.com", ["Notifications:PollMilliseconds"] = "100",
        });
        await SetChannelAsync();
        await Customer.ConnectAsync();
        await Customer.RaiseAlarmAsync();
        IncidentId = (await Customer.VerdictAsync()).Case.IncidentId;
    }

    /// <summary>The program, logged in as the first admin.</summary>
    public CommandLine LoggedIn()
    {
        var program = new CommandLine();
        program.Environment["CAUSEFLOW_URL"] = Customer.Url.AbsoluteUri;
        program.Environment["CAUSEFLOW_API_KEY"] = Customer.Product.AdminKey;
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        await Customer.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    /// <summary>By the command line, from a file.</summary>
    private async Task SetChannelAsync()
    {
        using var program = LoggedIn();
        var file = program.Write("channels.json", $$"""
            {"channels":[{"name":"receiver","kind":"webhook","url":"{{Receiver.Url}}{{Canary}}","signingKey":"{{SigningKey}}",
              "events":["opened","cause_found","cause_changed","resolved"]}]}
            """);
        (await program.RunAsync("notifications", "set", file)).ShouldSucceed();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Told.Enqueue((context.Request.Path, context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync()));
    }
}
