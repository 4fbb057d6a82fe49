using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>Azure at its worst: what is wrong costs only its own source, ends in bounded time and is said in coverage.</summary>
public sealed class SimulatedFaultTests
{
    private const string Activity = "Microsoft.Insights/eventtypes/values/read";
    private const string Pools = "Microsoft.ContainerService/managedClusters/agentPools/read";
    private const string Query = "Microsoft.OperationalInsights/workspaces/query/read";

    [Theory]
    [InlineData("https://evil.example/steal", 1, "another host")]
    [InlineData("http://localhost/plain", 1, "another host")]
    [InlineData("loop", 2, "read before")]
    public async Task A_next_page_that_leads_astray_is_not_followed(string link, int calls, string said)
    {
        var rows = await RowsAsync("app-service-deployment", (Activity, new Switch { Azure = new AzureSwitch { NextLink = link } }));

        rows.Calls(Activity).ShouldBe(calls);
        var row = rows.Of("activity_log").ShouldHaveSingleItem();
        row.Outcome.ShouldBe(CoverageOutcome.Partial);
        row.Detail!.ShouldContain(said);
    }

    [Fact]
    public async Task A_wait_of_20_minutes_is_given_up_at_once()
    {
        var rows = await RowsAsync(
            "app-service-deployment", (Activity, new Switch { ThrottleTimes = 100, Azure = new AzureSwitch { RetryAfterSeconds = 1200 } }));

        rows.Calls(Activity).ShouldBe(1);
        rows.Of("activity_log").ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Throttled);
    }

    [Fact]
    public async Task An_empty_page_with_a_link_is_not_the_end()
    {
        var rows = await RowsAsync("app-service-deployment", (Activity, new Switch { Azure = new AzureSwitch { EmptyPageFirst = true } }));

        rows.Findings.Of(f => f.Changes).ShouldContain(change => change.Kind == ChangeKind.Deployment);
    }

    [Fact]
    public async Task A_proxys_page_with_200_is_no_answer()
    {
        var rows = await RowsAsync("aks-upgrade", (Pools, new Switch { Azure = new AzureSwitch { Html = true } }));

        rows.Of("aks").ShouldContain(row => row.Api == Pools && row.Outcome == CoverageOutcome.Failed && row.Detail!.Contains("not the JSON", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unknown_and_null_members_break_nothing(bool unknown)
    {
        var rows = await RowsAsync("aks-upgrade", ("arm", new Switch { Azure = new AzureSwitch { UnknownMembers = unknown, NullMembers = !unknown } }));

        rows.End.ShouldNotBeNull().Sources.Count.ShouldBeGreaterThan(5);
        if (unknown)
        {
            rows.Findings.Of(f => f.Changes).ShouldContain(change => change.Kind == ChangeKind.Maintenance);
        }
    }

    [Fact]
    public async Task A_metric_of_nothing_but_gaps_is_null_points_and_no_zeros()
    {
        var rows = await RowsAsync("app-service-deployment", ("Microsoft.Insights/metrics/read", new Switch { Azure = new AzureSwitch { Gaps = true } }));

        var series = rows.Findings.Of(f => f.Metrics).ShouldHaveSingleItem();
        series.Role.ShouldBe(MetricRole.Alarm);
        series.Points.ShouldAllBe(point => point.Value == null);
    }

    [Fact]
    public async Task A_partial_error_keeps_the_rows_and_says_so()
    {
        var rows = await RowsAsync("app-service-deployment", (Query, new Switch { Azure = new AzureSwitch { PartialError = true } }));

        rows.Findings.Of(f => f.Logs).ShouldNotBeEmpty();
        var row = rows.Of("logs").ShouldHaveSingleItem();
        (row.Outcome, row.Detail!.Contains("PartialError", StringComparison.Ordinal)).ShouldBe((CoverageOutcome.Partial, true));
    }

    [Fact]
    public async Task An_empty_workspace_is_no_failure()
    {
        var rows = await RowsAsync("app-service-deployment", (Query, new Switch { Azure = new AzureSwitch { NoContent = true } }));

        rows.Of("logs").ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Complete);
    }

    [Fact]
    public async Task Fifty_megabytes_of_rows_are_cut_off_and_said()
    {
        var rows = await RowsAsync("app-service-deployment", (Query, new Switch { Azure = new AzureSwitch { RowBytes = 50_000_000 } }));

        var row = rows.Of("logs").ShouldHaveSingleItem();
        row.Outcome.ShouldBe(CoverageOutcome.Failed);
        row.Detail!.ShouldContain("larger than");
    }

    [Fact]
    public async Task A_burst_beyond_the_bound_of_rows_is_partial_and_the_rest_stays()
    {
        var rows = await RowsAsync("app-service-deployment", configure: options => options.MaxRowsPerQuery = 100);

        rows.Findings.Of(f => f.Logs).ShouldNotBeEmpty();
        rows.Of("logs").ShouldHaveSingleItem().Detail!.ShouldContain("only the first 100 rows");
    }

    [Theory]
    [InlineData(1_024, 64 * 1024 * 1024, "it has more than 1 KiB, which is the bound of one list")]
    [InlineData(24 * 1024 * 1024, 1_024, "the lists of this run have more than 1 KiB, which is the bound of all")]
    public async Task A_list_ends_at_its_bytes_and_says_so(int ofList, int ofRun, string said)
    {
        await using var subscription = await SimulatedSubscription.StartAsync(
            "app-service-deployment", scenario => scenario with { Azure = scenario.Azure! with { PageSize = 2 } });
        var findings = new CollectedFindings();

        await subscription.RunAsync(findings, options => (options.MaxListBytes, options.MaxRunListBytes) = (ofList, ofRun));

        subscription.Simulator.Calls.Count(call => call.Operation == Activity).ShouldBe(2, "a page of the subscription, and one of the incident's own group");
        findings.Of(f => f.Coverage).ShouldContain(row => row.Source == "activity_log" && row.Outcome == CoverageOutcome.Partial
            && row.Detail!.Contains(said, StringComparison.Ordinal));
        findings.Of(f => f.Changes).ShouldNotBeEmpty("the first page is read in any case");
    }

    [Fact]
    public async Task A_denied_source_names_permission_and_remedy_and_the_others_go_on()
    {
        var rows = await RowsAsync("aks-upgrade", clientId: "0b5b5b1e-6f0e-4a58-9b44-3c1f3ad0a003");

        var denied = rows.Of("activity_log").ShouldHaveSingleItem();
        (denied.Outcome, denied.MissingPermission).ShouldBe((CoverageOutcome.Denied, Activity));
        denied.Remedy!.ShouldStartWith("az role assignment create --assignee 0b5b5b1e-6f0e-4a58-9b44-3c1f3ad0a003 --role \"Reader\"");
        rows.Of("logs").ShouldContain(row => row.Outcome == CoverageOutcome.Denied);
        rows.Findings.Of(f => f.States).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Two_thousand_machines_are_listed_within_the_bound_of_pages()
    {
        await using var subscription = await SimulatedSubscription.StartAsync("aks-upgrade", scenario => scenario with
        {
            Azure = scenario.Azure! with { Resources = [.. scenario.Azure.Resources.Where(IsNoAlert), .. Enumerable.Range(0, 2_000).Select(Machine)], PageSize = 100 },
        });
        var findings = new CollectedFindings();

        var end = await subscription.RunAsync(findings, change: grant => grant with { Target = grant.Target with { Alarm = null } });

        end.Completed.ShouldNotBeNull();
        subscription.Simulator.Calls.Count(call => call.Operation == "Microsoft.Compute/virtualMachines/read").ShouldBe(10);
        findings.Of(f => f.States).Count.ShouldBe(30);
        var said = string.Join(' ', findings.Of(f => f.Coverage).Where(row => row.Source == "vm").Select(row => row.Detail));
        said.ShouldContain("30 of");
        said.ShouldContain("it has more than 10 pages");
    }

    [Fact]
    public async Task An_alert_of_another_subscription_reads_nothing_of_it()
    {
        await using var subscription = await SimulatedSubscription.StartAsync("app-service-deployment");
        var findings = new CollectedFindings();
        var other = AzureBench.Said("/subscriptions/99999999-2222-4333-8444-555555555555/providers/microsoft.alertsmanagement/alerts/a", subscription.Facts.AlarmTime) with
        {
            TargetIds = ["/subscriptions/99999999-2222-4333-8444-555555555555/resourcegroups/x/providers/microsoft.web/sites/y"],
        };

        await subscription.RunAsync(findings, change: grant => grant with { Target = grant.Target with { Alarm = other } });

        subscription.Simulator.Calls.ShouldNotContain(call => call.Operation.StartsWith("Microsoft.Web", StringComparison.OrdinalIgnoreCase));
        JsonSerializer.Serialize(findings.All, ContractJson.Options).ShouldNotContain("99999999");
        var row = findings.Of(f => f.Coverage).Where(row => row.Source == "alarm").ShouldHaveSingleItem();
        (row.Outcome, row.Remedy!.Contains("subscription", StringComparison.Ordinal)).ShouldBe((CoverageOutcome.Partial, true));
    }

    [Fact]
    public async Task A_service_is_found_by_its_tag_where_no_alert_was_named()
    {
        await using var subscription = await SimulatedSubscription.StartAsync("app-service-deployment");
        var findings = new CollectedFindings();

        await subscription.RunAsync(findings, change: grant => grant with { Target = grant.Target with { Alarm = null, Hints = ["SHOP", "' or 1==1 //"] } });

        findings.Of(f => f.Resources).Select(resource => resource.Name).ShouldContain("shop-web");
        findings.Of(f => f.Resources).Select(resource => resource.Name).ShouldNotContain("bastion-01");
    }

    private static bool IsNoAlert(JsonObject resource) => !resource["id"]!.GetValue<string>().Contains("AlertsManagement", StringComparison.Ordinal);

    private static JsonObject Machine(int number) => new()
    {
        ["id"] = $"/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/fleet/providers/Microsoft.Compute/virtualMachines/vm-{number:d4}",
        ["properties"] = new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["instanceView"] = new JsonObject
            {
                ["statuses"] = new JsonArray(new JsonObject { ["code"] = number % 10 == 0 ? "PowerState/stopped" : "PowerState/running", ["level"] = "Info" }),
            },
        },
    };

    private static async Task<Outcome> RowsAsync(
        string scenario, (string Key, Switch Fault)? fault = null, Action<CollectorAzureOptions>? configure = null, string? clientId = null)
    {
        await using var subscription = await SimulatedSubscription.StartAsync(scenario);
        if (fault is { } given)
        {
            subscription.Simulator.Switches.Set(given.Key, given.Fault);
        }

        var findings = new CollectedFindings();
        var end = await subscription.RunAsync(findings, configure, clientId: clientId);
        return new Outcome(end.Completed, findings, subscription.Simulator.Calls);
    }

    private sealed record Outcome(CollectionCompleted? End, CollectedFindings Findings, IReadOnlyList<RecordedCall> Seen)
    {
        public IReadOnlyList<Coverage> Of(string source) => [.. Findings.Of(f => f.Coverage).Where(row => row.Source == source)];

        public int Calls(string operation) => Seen.Count(call => call.Operation.Equals(operation, StringComparison.OrdinalIgnoreCase));
    }
}
