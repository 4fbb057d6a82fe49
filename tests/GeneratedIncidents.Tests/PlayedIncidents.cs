using System.Diagnostics;
using System.Text.Json;
using CauseFlow.CaseGeneration;
using CauseFlow.CaseGeneration.Playing;
using CauseFlow.CloudSimulation;
using CauseFlow.Contracts;
using CauseFlow.EndToEnd.Tests;

namespace CauseFlow.GeneratedIncidents.Tests;

/// <summary>Plays generated incidents one after the other to one product, which connects each cloud once.</summary>
internal static class PlayedIncidents
{
    /// <summary>Follow-ups of an incident would read the next one's cloud; quotas are those of real accounts, not of a test.</summary>
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Investigations:SecondPassSeconds"] = "3600", ["Investigations:ThirdPassSeconds"] = "7200",
        ["Broker:Budgets:QuotaShare"] = "1", ["Broker:Budgets:QuotaWindowSeconds"] = "60",
    };

    /// <summary>
    /// Cloud Logging lets a project be read sixty times a minute, of which an investigation needs about six: incidents that follow each
    /// other faster would measure the quota.
    /// </summary>
    private static readonly TimeSpan OfGoogle = TimeSpan.FromSeconds(8);

    public static async Task<IReadOnlyList<PlayedIncident>> PlayAsync(string provider, int count, int seed, int skip = 0)
    {
        var options = new GeneratorOptions
        {
            Seed = seed, Count = skip + count, Providers = [provider], IsPlayed = true, Families = CaseSet.PlayedFamilies(provider),
        };
        var keys = Directory.CreateTempSubdirectory("causeflow-played-").FullName;
        Customer? customer = null;
        try
        {
            var played = new List<PlayedIncident>();
            foreach (var item in CaseSet.Generate(options).Skip(skip))
            {
                var cloud = new CloudSimulatorOptions { LoadedScenario = GeneratedScenario.Of(item), StateDirectory = keys };
                if (customer is null)
                {
                    customer = await Customer.StartAsync(cloud, Settings);
                    await customer.ConnectAllAsync();
                }
                else
                {
                    if (provider == "gcp" && count > 5 && OfGoogle - played[^1].Took is { Ticks: > 0 } left)
                    {
                        await Task.Delay(left, TestContext.Current.CancellationToken);
                    }

                    await customer.MoveOnAsync(cloud);
                }

                played.Add(await PlayAsync(customer, item, played.Count));
                TestContext.Current.TestOutputHelper?.WriteLine(played[^1].Line);
            }

            return played;
        }
        finally
        {
            await (customer?.DisposeAsync() ?? ValueTask.CompletedTask);
            Directory.Delete(keys, recursive: true);
        }
    }

    private static async Task<PlayedIncident> PlayAsync(Customer customer, GeneratedCase item, int before)
    {
        var watch = Stopwatch.StartNew();
        (await customer.RaiseScenarioAlarmAsync()).ShouldBe(200);
        string? id = null;
        var seen = "";
        await customer.UntilAsync(async () =>
        {
            var incidents = (await customer.IncidentsAsync()).GetProperty("items").EnumerateArray().ToList();
            if (incidents.Count <= before)
            {
                return false;
            }

            // The newest comes first.
            id = incidents[0].GetProperty("id").GetString();
            var investigations = await customer.Api.GetAsync($"v1/incidents/{id}/investigations");
            seen = investigations.ToString();
            return investigations.GetProperty("items").EnumerateArray().Any(one => one.GetProperty("status").GetString() == "completed");
        }, () => $"a verdict on {item.Id} {item.Truth.Family} {item.Truth.Shape}: {seen}");
        var export = await customer.Api.ExportAsync(id!);
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_PLAYED_OUT") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(
                Path.Combine(folder, $"{item.Truth.Provider}-{item.Id}.json"), JsonSerializer.Serialize(export, ContractJson.Options));
        }

        return new PlayedIncident(item.Id, item.Truth, export.Verdict, watch.Elapsed);
    }
}
