using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.CollectorAzure.Clients;

namespace CauseFlow.CollectorAzure.Tests;

public sealed class ResourceGraphClientTests
{
    private const string Sub = "11111111-2222-4333-8444-555555555555";

    [Fact]
    public async Task Pages_are_followed_to_the_last_in_one_order()
    {
        var arm = new Arm(page => page < 3 ? $"page{page}" : null);

        var found = await AskAsync(arm);

        found.Items.Select(resource => resource.Id.Name).ShouldBe(["site1", "site2", "site3"]);
        found.Why.ShouldBeNull();
        arm.Bodies.ShouldAllBe(body => body.Contains("order by id asc", StringComparison.Ordinal));
        arm.Bodies.Select(body => body.Contains("$skipToken", StringComparison.Ordinal)).ShouldBe([false, true, true]);
    }

    [Fact]
    public async Task More_pages_than_the_bound_are_said()
    {
        var arm = new Arm(page => $"page{page}");

        (await AskAsync(arm)).Why.ShouldBe("it has more than 5 pages");
        arm.Bodies.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_page_that_leads_to_itself_ends_it()
    {
        var arm = new Arm(_ => "again");

        (await AskAsync(arm)).Why.ShouldBe("its next page is one that was read before");
        arm.Bodies.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_truncated_without_a_further_page_is_said() =>
        (await AskAsync(new Arm(_ => null, isTruncated: true))).Why!.ShouldContain("left resources out");

    [Fact]
    public async Task A_page_that_fails_costs_only_what_follows()
    {
        var found = await AskAsync(new Arm(page => page < 3 ? $"page{page}" : throw new TransientCollectionException(
            Contracts.RefusalReason.ProviderError, "busy", "later")));

        (found.Items.Count, found.Why).ShouldBe((2, "busy"));
    }

    private static Task<ArmPages<CloudResource>> AskAsync(Arm arm) => new ResourceGraphClient(arm).ByNameAsync(
        "shop", [Sub], new CallBudget(new Dictionary<string, int>(), 0).MeterFor("resolve"), TestContext.Current.CancellationToken);

    /// <summary>One site a page, and the token of the next.</summary>
    private sealed class Arm(Func<int, string?> next, bool isTruncated = false) : IArmClient
    {
        public List<string> Bodies { get; } = [];

        public Task<JsonElement> PostAsync(
            string permission, string path, string scope, string body, CallMeter calls, CancellationToken cancellationToken)
        {
            Bodies.Add(body);
            var token = next(Bodies.Count) is { } text ? $""", "$skipToken":"{text}" """ : "";
            return Task.FromResult(JsonDocument.Parse($$"""
                {"data":[{"id":"/subscriptions/{{Sub}}/resourceGroups/g/providers/Microsoft.Web/sites/site{{Bodies.Count}}","name":"x","type":"microsoft.web/sites"}],
                "resultTruncated":"{{(isTruncated ? "true" : "false")}}"{{token}} }
                """).RootElement);
        }

        public Task<JsonElement> GetAsync(string permission, string path, string scope, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<ArmPages<T>> ListAsync<T>(
            string permission, string path, string scope, Func<JsonElement, T> keep, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
