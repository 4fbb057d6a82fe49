using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Control;

namespace CauseFlow.CloudSimulation.Tests.Google;

public sealed class GoogleApiTests : GoogleTest
{
    private string At(double minute) => Simulator.Facts.AlarmTime.AddMinutes(minute).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private Task<(int Status, JsonNode Body)> EntriesAsync(string filter, int pageSize = 1000, string? token = null)
    {
        var body = new JsonObject { ["resourceNames"] = new JsonArray($"projects/{Project}"), ["filter"] = filter, ["pageSize"] = pageSize };
        if (token is not null)
        {
            body["pageToken"] = token;
        }

        return PostAsync("v2/entries:list", body);
    }

    [Fact]
    public async Task Instances_AreByZone_WithWarningsAndPacificTimes()
    {
        Fault("compute", new Switch { PartialZones = true });

        var (_, body) = await GetAsync($"compute/v1/projects/{Project}/aggregated/instances");

        var instance = body["items"]!["zones/europe-west1-c"]!["instances"]![0]!;
        instance["id"]!.GetValue<string>().ShouldBe("7203345512887001");
        instance["creationTimestamp"]!.GetValue<string>().ShouldEndWith("-08:00");
        body["items"]!["zones/us-central1-a"]!["warning"]!["code"]!.GetValue<string>().ShouldBe("NO_RESULTS_ON_PAGE");
        body["items"]!["zones/europe-west4-b"]!["warning"]!["code"]!.GetValue<string>().ShouldBe("UNREACHABLE");
        body["unreachables"]!.AsArray().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Run_Service_HasItsTrafficAndRevisionsNewestFirst()
    {
        var (_, services) = await GetAsync($"v2/projects/{Project}/locations/europe-west1/services");
        var checkout = services["services"]!.AsArray().Single(item => item!["name"]!.GetValue<string>().EndsWith("/checkout", StringComparison.Ordinal))!;
        checkout["trafficStatuses"]!.AsArray().Select(item => item!["percent"]!.GetValue<int>()).ShouldBe([90, 10]);

        var (_, revisions) = await GetAsync($"v2/projects/{Project}/locations/europe-west1/services/checkout/revisions");
        revisions["revisions"]!.AsArray().Select(item => item!["name"]!.GetValue<string>().Split('/')[^1])
            .ShouldBe(["checkout-00042-qiv", "checkout-00041-hup", "checkout-00040-bin"]);
        (await GetAsync($"v2/projects/{Project}/locations/-/services")).Status.ShouldBe(400);
        (await GetAsync($"v1/projects/{Project}/locations/-/services")).Body["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Entries_AreFilteredByTimeResourceAndSeverity()
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        var filter = $"resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"checkout\" AND severity>=ERROR"
            + $" AND timestamp>=\"{At(-5)}\" AND timestamp<\"{At(0)}\"";

        var (status, body) = await EntriesAsync(filter);

        status.ShouldBe(200, body.ToJsonString());
        var entries = body["entries"]!.AsArray();
        entries.Count.ShouldBeGreaterThan(200);
        entries.ShouldAllBe(entry => entry!["severity"]!.GetValue<string>() == "ERROR");
        entries[0]!["timestamp"]!.GetValue<string>().Length.ShouldBe("2026-03-04T10:00:00.000000000Z".Length);
        (await EntriesAsync("timestamp => oops")).Status.ShouldBe(400);
        (await EntriesAsync(filter, 1001)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Entries_InPages_EndWithTheTokenThatIsMissing()
    {
        var filter = $"resource.labels.service_name=\"checkout\" timestamp>=\"{At(-5)}\" timestamp<\"{At(0)}\"";
        Fault("logging", new Switch { EmptyPages = 2 });
        var (pages, entries, token) = (0, 0, (string?)null);
        do
        {
            var (_, body) = await EntriesAsync(filter, 200, token);
            entries += body["entries"]?.AsArray().Count ?? 0;
            token = body["nextPageToken"]?.GetValue<string>();
            pages++;
        }
        while (token is not null);

        pages.ShouldBe(2 + (int)Math.Ceiling(entries / 200.0));

        Fault("logging", new Switch { LoopingPageToken = true });
        var first = (await EntriesAsync(filter, 10)).Body["nextPageToken"]!.GetValue<string>();
        (await EntriesAsync(filter, 10, first)).Body["nextPageToken"]!.GetValue<string>().ShouldBe(first);
    }

    [Fact]
    public async Task AuditLog_HasBothEntriesOfALongOperation_AndTheClustersOwn()
    {
        var (_, body) = await EntriesAsync(
            $"logName=\"projects/{Project}/logs/cloudaudit.googleapis.com%2Factivity\" AND timestamp>=\"{At(-3000)}\" AND timestamp<\"{At(0)}\"");

        var entries = body["entries"]!.AsArray();
        entries.Count(entry => entry!["operation"]?["id"]?.GetValue<string>() == "operation-1732-upgrade").ShouldBe(2);
        entries.ShouldContain(entry => entry!["protoPayload"]!["serviceName"]!.GetValue<string>() == "k8s.io");
    }

    [Fact]
    public async Task TimeSeries_AreNewestFirst_AndAbsentWhereNothingMatches()
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        var window = $"&interval.startTime={Uri.EscapeDataString(At(-20))}&interval.endTime={Uri.EscapeDataString(At(0))}"
            + "&aggregation.alignmentPeriod=60s&aggregation.perSeriesAligner=ALIGN_DELTA";
        string Path(string filter) => $"v3/projects/{Project}/timeSeries?filter={Uri.EscapeDataString(filter)}{window}";

        var (_, body) = await GetAsync(Path("metric.type=\"run.googleapis.com/request_count\" AND metric.labels.response_code_class=\"5xx\""));
        var points = body["timeSeries"]![0]!["points"]!.AsArray();
        points.Select(point => point!["interval"]!["endTime"]!.GetValue<string>()).ShouldBeInOrder(SortDirection.Descending);
        points[0]!["value"]!["int64Value"]!.GetValue<string>().ShouldNotBe("0");

        (await GetAsync(Path("metric.type=\"run.googleapis.com/nothing\""))).Body.AsObject().ContainsKey("timeSeries").ShouldBeFalse();
        (await GetAsync(Path("resource.type=\"cloud_run_revision\""))).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Permissions_AreTheHeldSubset()
    {
        var body = new JsonObject { ["permissions"] = new JsonArray("run.services.list", "compute.instances.delete") };

        (await PostAsync($"v3/projects/{Project}:testIamPermissions", body)).Body["permissions"]!.AsArray()
            .Select(item => item!.GetValue<string>()).ShouldBe(["run.services.list"]);
    }

    [Theory]
    [InlineData("run.services.*")]
    [InlineData("resourcemanager.organizations.setIamPolicy")]
    [InlineData("run.services")]
    [InlineData("nothing.services.list")]
    public async Task A_permission_that_no_project_has_refuses_the_whole_question(string permission)
    {
        var body = new JsonObject { ["permissions"] = new JsonArray("run.services.list", permission) };

        var (status, answer) = await PostAsync($"v3/projects/{Project}:testIamPermissions", body);

        status.ShouldBe(400);
        answer["error"]!["status"]!.GetValue<string>().ShouldBe("INVALID_ARGUMENT");
    }

    [Theory]
    [InlineData(100, 200)]
    [InlineData(101, 400)]
    public async Task A_hundred_permissions_can_be_asked_about_at_once(int count, int status)
    {
        var asked = Enumerable.Range(0, count).Select(i => (JsonNode)$"run.services.verb{i}").ToArray();

        (await PostAsync($"v3/projects/{Project}:testIamPermissions", new JsonObject { ["permissions"] = new JsonArray(asked) })).Status.ShouldBe(status);
    }

    [Theory]
    [InlineData(null, "details", true)]
    [InlineData("no_details", "details", false)]
    [InlineData("legacy", "errors", true)]
    [InlineData("stack_text", "details", false)]
    public async Task Denial_HasTheShapeThatIsAskedFor(string? shape, string member, bool isThere)
    {
        Fault("run", new Switch { Deny = true, ErrorShape = shape });

        var (status, body) = await GetAsync($"v2/projects/{Project}/locations/europe-west1/services");

        status.ShouldBe(403);
        body["error"]!.AsObject().ContainsKey(member).ShouldBe(isThere);
    }

    [Fact]
    public async Task Throttling_IsA403OfCompute_AndA429OfLogging()
    {
        Fault("*", new Switch { ThrottleTimes = 9 });

        var (compute, legacy) = await GetAsync($"compute/v1/projects/{Project}/aggregated/instances");
        var (logging, error) = await EntriesAsync("");

        (compute, legacy["error"]!["errors"]![0]!["reason"]!.GetValue<string>()).ShouldBe((403, "rateLimitExceeded"));
        (logging, error["error"]!["details"]![0]!["reason"]!.GetValue<string>()).ShouldBe((429, "RATE_LIMIT_EXCEEDED"));
    }

    [Fact]
    public async Task UnknownMembersAndNulls_AreAddedEverywhere()
    {
        Fault("container", new Switch { UnknownMembers = true, Nulls = true });

        var (_, body) = await GetAsync($"v1/projects/{Project}/locations/-/clusters");

        body["futureMember"].ShouldNotBeNull();
        body["clusters"]!.AsArray()[^1].ShouldBeNull();
    }

    [Fact]
    public void Webhook_Bodies_AreOfVersionTwelve_AndTheConsolesTest()
    {
        var open = JsonNode.Parse(Google.MessageOf("open"))!;
        open["version"]!.GetValue<string>().ShouldBe("1.2");
        open["incident"]!["state"]!.GetValue<string>().ShouldBe("open");
        open["incident"]!["ended_at"].ShouldBeNull();
        open["incident"]!["threshold_value"]!.GetValue<string>().ShouldBe("0.2");
        JsonNode.Parse(Google.MessageOf("closed"))!["incident"]!["ended_at"]!.GetValue<long>().ShouldBeGreaterThan(0);
        var test = JsonNode.Parse(Google.MessageOf("test"))!["incident"]!;
        (test["state"]!.GetValue<string>(), test["documentation"]!.GetValue<string>()).ShouldBe(("OPEN", "Test documentation"));
    }
}
