using System.Globalization;
using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>What Resource Health tells beyond the bounds is said to be left out.</summary>
public sealed class HealthBoundsTests
{
    private const string Sub = "11111111-2222-4333-8444-555555555555";
    private const string Group = "/subscriptions/" + Sub + "/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/";
    private static readonly DateTimeOffset At = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(10, null)]
    [InlineData(14, "10 of 14 states of health of vm-0")]
    public async Task States_of_a_resource(int count, string? said)
    {
        var (changes, rows) = await CollectAsync([.. Enumerable.Range(1, count).Select(i => Status("vm-0", i))], new ResourceRef
        {
            Provider = CloudProvider.Azure, Account = Sub, Region = "westeurope", Kind = ResourceKinds.AzureVm, Name = "vm-0",
            Id = (Group + "vm-0").ToLowerInvariant(),
        });

        changes.Count.ShouldBe(10);
        changes.ShouldContain(change => change.Time.OccurredAt == At.AddMinutes(-1), "the latest are shown");
        Said(rows, said);
    }

    [Theory]
    [InlineData(15, null)]
    [InlineData(17, "15 of 17 resources that are not available")]
    public async Task Resources_of_a_subscription(int count, string? said)
    {
        var (changes, rows) = await CollectAsync([.. Enumerable.Range(1, count).Select(i => Status($"vm-{i}", i))]);

        changes.Count.ShouldBe(15);
        Said(rows, said);
    }

    private static void Said(IReadOnlyList<Coverage> rows, string? said)
    {
        var partial = rows.Where(row => row.Outcome == CoverageOutcome.Partial).ToList();
        partial.Count.ShouldBe(said is null ? 0 : 1);
        partial.ShouldAllBe(row => row.Detail!.Contains(said!, StringComparison.Ordinal));
    }

    private static async Task<(IReadOnlyList<Change> Changes, IReadOnlyList<Coverage> Rows)> CollectAsync(
        IReadOnlyList<string> statuses, params ResourceRef[] resources)
    {
        var source = new ResourceHealthSource(new Arm(statuses), new CollectorAzureOptions());
        var context = new CollectionContext
        {
            TenantId = "t", InvestigationId = "i", IntegrationId = "n", Account = Sub, Region = "global", Resources = resources,
            Target = new CollectionTarget { Resources = [], Accounts = [Sub], Regions = ["global"] },
            Window = new InvestigationWindow { From = At.AddMinutes(-15), To = At, Baselines = [] },
            Calls = new CallBudget(new Dictionary<string, int>(), 0).MeterFor(source.Plan.Source), Redactor = new Redactor(),
            Ids = new EvidenceIds("t", "i", "n", "global"), Time = TimeProvider.System,
        };
        var batches = new List<EvidenceBatch>();
        await foreach (var batch in source.CollectAsync(context, TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return ([.. batches.SelectMany(batch => batch.Changes)], [.. batches.SelectMany(batch => batch.Coverage)]);
    }

    private static string Status(string vm, int minutesAgo) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"id":"{{Group}}{{vm}}/providers/Microsoft.ResourceHealth/availabilityStatuses/{{minutesAgo}}","location":"westeurope",
        "properties":{"availabilityState":"Unavailable","occuredTime":"{{At.AddMinutes(-minutesAgo):yyyy-MM-ddTHH:mm:ssZ}}"} }
        """);

    private sealed class Arm(IReadOnlyList<string> items) : IArmClient
    {
        public Task<ArmPages<T>> ListAsync<T>(
            string permission, string path, string scope, Func<JsonElement, T> keep, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult(new ArmPages<T>([.. items.Select(item =>
            {
                using var document = JsonDocument.Parse(item);
                return keep(document.RootElement);
            })]));

        public Task<JsonElement> GetAsync(string permission, string path, string scope, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<JsonElement> PostAsync(
            string permission, string path, string scope, string body, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
