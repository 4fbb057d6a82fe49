using System.Text;
using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>What one investigation leaves behind: its trace, and no secret anywhere.</summary>
public sealed class FootprintTests
{
    [Fact]
    public async Task One_investigation_is_one_trace_from_alarm_to_verdict()
    {
        await using var customer = await Customer.StartAsync();
        await customer.ConnectAsync();
        await customer.RaiseAlarmAsync();
        var traceId = (await customer.VerdictAsync()).TraceId.ShouldNotBeNull();

        string[] stages = ["/v1/webhooks/", "\"decide\"", "outbox dispatch", "InvestigationRequested", "AwsSessionGranted",
            "/internal/leases/redeem", "FindingsPublished", "CollectionCompleted", "InvestigationCompleted"];
        await customer.UntilAsync(async () =>
        {
            var names = (await ReadSharedAsync(customer.Product.TraceFile)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.Contains(traceId, StringComparison.Ordinal)).ToList();
            return stages.All(stage => names.Any(name => name.Contains(stage, StringComparison.OrdinalIgnoreCase)));
        }, "spans of every stage in trace " + traceId, seconds: 30);
    }

    [Fact]
    public async Task Canary_secrets_are_nowhere()
    {
        await using var customer = await Customer.StartAsync();
        await customer.ConnectAsync();
        await customer.RaiseAlarmAsync();
        var export = await customer.VerdictAsync();
        var externalId = customer.Cloud.Facts.ExternalId.ShouldNotBeNull();

        List<string> secrets = [.. customer.Cloud.Facts.Canaries, externalId, customer.Cloud.Facts.PrincipalSecretAccessKey];
        secrets.Count.ShouldBeGreaterThan(3);
        var places = new Dictionary<string, string>
        {
            ["output"] = customer.Product.Output,
            ["export"] = JsonSerializer.Serialize(export, ContractJson.Options),
            ["traces"] = await ReadSharedAsync(customer.Product.TraceFile),
        };
        await customer.Product.KillAsync();
        foreach (var file in Directory.EnumerateFiles(customer.Product.DataFolder))
        {
            places[file] = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
        }

        foreach (var (place, text) in places)
        {
            foreach (var secret in secrets.Append(customer.Product.AdminKey))
            {
                var isFirstKey = place == "output" && secret == customer.Product.AdminKey;
                text.Contains(secret, StringComparison.Ordinal).ShouldBe(isFirstKey, $"'{secret[..8]}…' in {place}");
            }
        }
    }

    private static async Task<string> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
