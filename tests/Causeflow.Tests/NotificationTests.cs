using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CauseFlow.Causeflow.Tests;

/// <summary>A whole product tells a receiver of an incident, and keeps the receiver's address to itself.</summary>
public sealed class NotificationTests(InvestigatedProduct product)
{
    [Fact]
    public async Task AnIncident_IsToldToTheReceiver_WithItsCause_AndASignatureThatHolds()
    {
        using var program = product.LoggedIn();
        await product.Customer.UntilAsync(
            () => Task.FromResult(Of(product.IncidentId).Count() >= 2), "the receiver is told of incident and cause", seconds: 30);

        Of(product.IncidentId).Select(told => told.GetProperty("event").GetString()).Take(2).ShouldBe(["opened", "cause_found"]);
        var found = Of(product.IncidentId).ElementAt(1);
        found.GetProperty("cause").GetString()!.ShouldContain("MemorySize");
        found.GetProperty("facts").GetArrayLength().ShouldBe(3);
        found.GetProperty("link").GetString().ShouldBe($"https://causeflow.example.com/incidents/{product.IncidentId}");
        foreach (var (path, headers, body) in product.Told)
        {
            path.ShouldBe("/" + InvestigatedProduct.Canary);
            var signed = Encoding.UTF8.GetBytes($"{headers["X-CauseFlow-Timestamp"]}.{body}");
            headers["X-CauseFlow-Signature"].ShouldBe(
                "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(InvestigatedProduct.SigningKey), signed)));
        }

        var listed = (await program.RunAsync("notifications", "deliveries", "--incident", product.IncidentId)).ShouldSucceed();
        listed.Output.ShouldContain("cause_found");
        listed.Output.ShouldContain("sent");
    }

    [Fact]
    public async Task ATest_ShowsThatAChannelWorks_AndItsSecretsAreNowhere()
    {
        using var program = product.LoggedIn();

        (await program.RunAsync("notifications", "test", "receiver")).ShouldSucceed().Output.ShouldStartWith("sent 200");
        var shown = (await program.RunAsync("notifications", "show")).ShouldSucceed().Output;

        shown.ShouldContain("receiver");
        var written = Directory.GetFiles(product.Customer.Product.Folder, "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".db", StringComparison.Ordinal) || file.EndsWith(".db-wal", StringComparison.Ordinal)
                || file.EndsWith(".jsonl", StringComparison.Ordinal))
            .Select(ReadShared).Append(Encoding.UTF8.GetBytes(product.Customer.Product.Output)).Append(Encoding.UTF8.GetBytes(shown)).ToList();
        written.Count.ShouldBeGreaterThan(5);
        written.ShouldAllBe(bytes => !HoldsCanary(bytes));
    }

    private IEnumerable<JsonElement> Of(string incidentId) => product.Told
        .Select(told => JsonDocument.Parse(told.Body).RootElement.Clone())
        .Where(told => told.GetProperty("incidentId").GetString() == incidentId);

    private static bool HoldsCanary(byte[] bytes) => bytes.AsSpan().IndexOf("zebra-canary"u8) >= 0;

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
