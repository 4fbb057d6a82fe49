using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Azure;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Tests.Azure;

public sealed class ArmTests : AzureSimulatorTest
{
    private const string Sites = "/providers/Microsoft.Web/sites?api-version=2023-12-01";
    private const string Site = "/resourceGroups/shop-prod/providers/Microsoft.Web/sites/shop-web";

    protected override CloudSimulatorOptions Options
    {
        get
        {
            var scenario = ScenarioLoader.Load("app-service-deployment");
            return new CloudSimulatorOptions { LoadedScenario = scenario with { Azure = scenario.Azure! with { PageSize = 1 } } };
        }
    }

    [Fact]
    public async Task A_list_comes_in_pages_that_lead_to_each_other()
    {
        var names = new List<string>();
        for (var path = Subscription + Sites; path is not null;)
        {
            var (_, page) = await SendAsync(path);
            names.AddRange(page!["value"]!.AsArray().Select(item => item!["name"]!.GetValue<string>()));
            path = page["nextLink"]?.GetValue<string>();
        }

        names.ShouldBe(["shop-web", "shop-jobs"]);
    }

    [Fact]
    public async Task Without_a_role_a_call_is_refused_in_Azures_words()
    {
        var app = Simulator.Scenario.Azure!.MoreApps[1];
        var (status, json) = await SendAsync(
            $"{Subscription}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01", Simulator.Azure.IssueToken(Management, app.ClientId));

        (status, json!["error"]!["code"]!.GetValue<string>()).ShouldBe((403, "AuthorizationFailed"));
        json["error"]!["message"]!.GetValue<string>().ShouldContain($"action 'Microsoft.Insights/eventtypes/values/read' over scope '{Subscription}'");
    }

    [Fact]
    public async Task Throttling_says_how_long_to_wait_and_ends()
    {
        Simulator.Switches.Set("Microsoft.Web/sites/read", new Switch { ThrottleTimes = 1, Azure = new AzureSwitch { RetryAfterSeconds = 1200 } });

        (await SendAsync(Subscription + Sites)).Json!["error"]!["code"]!.GetValue<string>().ShouldBe("SubscriptionRequestsThrottled");
        (await SendAsync(Subscription + Sites)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("/providers/Microsoft.Web/sites", 400, "MissingApiVersionParameter")]
    [InlineData(Site + "-none?api-version=2023-12-01", 404, "ResourceNotFound")]
    [InlineData(Site + "/providers/Microsoft.Insights/metrics?api-version=2024-02-01&metricnames=Nope&timespan=2026-01-01T00:00:00Z/2026-01-01T00:05:00Z", 400, "BadRequest")]
    public async Task A_bad_call_has_a_code(string path, int status, string code)
    {
        var answer = await SendAsync(Subscription + path);

        (answer.Status, (answer.Json!["error"]?["code"] ?? answer.Json["code"])!.GetValue<string>()).ShouldBe((status, code));
    }

    [Fact]
    public async Task A_metric_has_a_point_for_each_minute_and_gaps_have_only_their_time()
    {
        var from = Simulator.Facts.AlarmTime.AddMinutes(-10).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:00'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var to = Simulator.Facts.AlarmTime.AddMinutes(10).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:00'Z'", System.Globalization.CultureInfo.InvariantCulture);

        var (_, json) = await SendAsync($"{Subscription}{Site}/providers/Microsoft.Insights/metrics?api-version=2024-02-01&metricnames=Http5xx&interval=PT1M&aggregation=Total&timespan={from}/{to}");

        var data = json!["value"]![0]!["timeseries"]![0]!["data"]!.AsArray();
        data.Count.ShouldBe(20);
        data[^1]!.AsObject().Select(member => member.Key).ShouldBe(["timeStamp"]);
        data[8]!["total"]!.GetValue<double>().ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData("resources | where name =~ 'SHOP-WEB' | take 5", "shop-web")]
    [InlineData("resources | where type in~ ('microsoft.web/sites') and (name =~ 'x' or tostring(tags['service']) =~ 'shop')", "shop-web,shop-jobs")]
    [InlineData("resources | where name =~ '\\' or 1==1'", "")]
    public async Task Resource_graph_finds_by_a_condition(string query, string names)
    {
        var (_, json) = await SendAsync(
            "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01", null, new JsonObject { ["query"] = query }.ToJsonString());

        string.Join(',', json!["data"]!.AsArray().Select(row => row!["name"]!.GetValue<string>())).ShouldBe(names);
    }

    [Fact]
    public async Task The_caller_can_ask_what_it_may_do()
    {
        var app = Simulator.Scenario.Azure!.MoreApps[0];
        var (_, json) = await SendAsync(
            $"{Subscription}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01", Simulator.Azure.IssueToken(Management, app.ClientId));

        json!["value"]![0]!["actions"]![0]!.GetValue<string>().ShouldBe("*");
    }

    [Fact]
    public async Task Logs_are_queried_with_a_token_of_their_own()
    {
        var token = Simulator.Azure.IssueToken(LogAnalytics);
        var path = $"/v1/workspaces/{Simulator.Facts.AzureWorkspaceId}/query";
        var query = "union isfuzzy=true (AppServiceConsoleLogs | project TimeGenerated), (Nope | project TimeGenerated) | order by TimeGenerated desc | take 7";

        (await SendAsync(path, token, new JsonObject { ["query"] = query }.ToJsonString())).Json!["tables"]![0]!["rows"]!.AsArray().Count.ShouldBe(7);
        (await SendAsync(path, token, """{"query":"Nope | take 1"}""")).Json!["error"]!["innererror"]!["innererror"]!["code"]!.GetValue<string>().ShouldBe("SEM0100");
        (await SendAsync(path, token, """{"query":"AppServiceConsoleLogs | evil"}""")).Json!["error"]!["innererror"]!["code"]!.GetValue<string>().ShouldBe("SyntaxError");
    }

    [Fact]
    public async Task An_alert_is_sent_in_the_common_schema()
    {
        await using var receiver = await SnsReceiver.StartAsync();

        var delivery = await Simulator.Azure.PublishAsync(new AlertPublication { Url = receiver.Url, Condition = "Resolved", User = "u", Password = "p" });

        delivery.Status.ShouldBe(200);
        receiver.Messages.ShouldHaveSingleItem().Headers.Authorization.ToString().ShouldBe("Basic dTpw");
        var alert = JsonNode.Parse(Simulator.Azure.AlertBody("Fired"))!;
        alert["schemaId"]!.GetValue<string>().ShouldBe("azureMonitorCommonAlertSchema");
        alert["data"]!["essentials"]!["alertId"]!.GetValue<string>().ShouldBe(Simulator.Facts.AzureAlertId!.ToLowerInvariant());
        alert["data"]!["alertContext"]!["condition"]!["allOf"]![0]!["threshold"]!.GetValue<string>().ShouldBe("10");
    }
}
