using System.Text.Json.Nodes;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>Where changes are looked for, and what of it is beyond the source's bounds.</summary>
public sealed class ActivityScopeTests
{
    private const string Sub = "/subscriptions/11111111-2222-4333-8444-555555555555";

    /// <summary>Pages times entries of a page.</summary>
    private const int Listed = 10 * 50;

    [Fact]
    public async Task More_groups_than_the_bound_are_cut_and_counted()
    {
        await using var subscription = await SimulatedSubscription.StartAsync("app-service-deployment");
        var findings = new CollectedFindings();

        await subscription.RunAsync(findings, change: grant => grant with
        {
            Target = grant.Target with { Accounts = [grant.Target.Accounts[0]], ResourceGroups = ["shop-prod", "a", "b", "c", "d", "e"] },
        });

        findings.Of(f => f.Coverage).Where(row => row is { Source: "activity_log", Outcome: CoverageOutcome.Partial }).Select(row => row.Detail!)
            .ShouldContain(detail => detail.StartsWith("5 of 6 resource groups and subscriptions were looked into", StringComparison.Ordinal));
        findings.Of(f => f.Changes).ShouldNotBeEmpty("the incident's own group is among the five");
    }

    [Fact]
    public async Task A_subscription_with_more_events_than_can_be_listed_hides_no_change_of_the_incidents_own_groups()
    {
        await using var subscription = await SimulatedSubscription.StartAsync("app-service-deployment", scenario => scenario with
        {
            Azure = scenario.Azure! with
            {
                ActivityLog =
                [
                    .. scenario.Azure.ActivityLog, Event("shop-prod", "Microsoft.Web/sites/shop-web", "old", "{at:-600}"),
                    .. Enumerable.Range(0, Listed + 1).Select(i => Event("platform", $"Microsoft.KeyVault/vaults/vault-{i}", $"noise-{i}", "{at:-0.5}")),
                ],
            },
        });
        var findings = new CollectedFindings();

        await subscription.RunAsync(findings);

        findings.Of(f => f.Changes).Count(change => change.Pointer?.Parameters?.GetValueOrDefault("correlationId") == "old").ShouldBe(1);
        var rows = findings.Of(f => f.Coverage).Where(row => row.Source == "activity_log").ToList();
        rows.ShouldContain(row => row.Outcome == CoverageOutcome.Partial && row.Detail!.StartsWith("The list was not read to its end", StringComparison.Ordinal));
        rows.ShouldContain(row => row.Outcome == CoverageOutcome.TooEarly
            && row.Detail!.Contains("shop-prod, where the incident's resources lie, were read to the end", StringComparison.Ordinal));
    }

    private static JsonObject Event(string group, string resource, string correlation, string at) => new()
    {
        ["resourceId"] = $"{Sub}/resourceGroups/{group}/providers/{resource}", ["resourceGroupName"] = group, ["correlationId"] = correlation,
        ["eventTimestamp"] = at,
        ["operationName"] = new JsonObject { ["value"] = $"{string.Join('/', resource.Split('/')[..2])}/write" },
        ["status"] = new JsonObject { ["value"] = "Succeeded" }, ["category"] = new JsonObject { ["value"] = "Administrative" },
    };
}
