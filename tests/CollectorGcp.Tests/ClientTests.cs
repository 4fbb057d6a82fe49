using CauseFlow.Collection;
using CauseFlow.Collection.Environments;
using CauseFlow.CollectorGcp.Clients;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>Clients against answers of the test's own.</summary>
public sealed class ClientTests
{
    private static CallMeter Calls => new CallBudget(
        new Dictionary<string, int> { ["run.revisions.list"] = 1, ["container.operations.list"] = 1, ["run.services.list"] = 9, ["monitoring.alertPolicies.get"] = 1, ["logging.logEntries.list"] = 1 }, 0).MeterFor("test");

    [Fact]
    public async Task Arguments_of_a_revision_leave_the_client_hashed()
    {
        var revisions = await WithAsync(
            """{"revisions":[{"name":"r","containers":[{"image":"i","command":["/bin/shop"],"args":["--db-password","hunter2"]}]}]}""",
            http => new RunClient(http, new EnvironmentHasher()).ListRevisionsAsync(
                "shop", "europe-west1", "checkout", 1, Calls, TestContext.Current.CancellationToken));

        var command = revisions.Items.ShouldHaveSingleItem().Containers.ShouldHaveSingleItem().Command.ShouldNotBeNull();
        command.ShouldContain("--db-password (7 characters");
        command.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("https://container.googleapis.com/v1/projects/1/locations/us-central1/clusters/prod", "us-central1")]
    [InlineData("https://container.googleapis.com/v1/projects/1/zones/us-central1-a/clusters/prod/nodePools/p", "us-central1-a")]
    [InlineData("", "us-central1-b")]
    public async Task An_operation_is_where_its_cluster_is(string link, string location)
    {
        var operations = await WithAsync(
            $$"""{"operations":[{"name":"o","operationType":"UPGRADE_NODES","location":"us-central1-b","targetLink":"{{link}}"}]}""",
            http => new ContainerClient(http).ListOperationsAsync("shop", Calls, TestContext.Current.CancellationToken));

        operations.Items.ShouldHaveSingleItem().Location.ShouldBe(location);
    }

    [Fact]
    public async Task Services_of_all_locations_are_listed_as_kubernetes_continues_a_list()
    {
        var asked = new List<string>();
        var places = await WithAsync(
            request =>
            {
                asked.Add(request.QueryString.Value!);
                var next = request.Query["continue"] == "a+b" ? "" : "\"continue\":\"a+b\"";
                return FakeGoogle.Json("{\"metadata\":{" + next + "},\"items\":[{\"metadata\":{\"name\":\"s" + asked.Count
                    + "\",\"labels\":{\"cloud.googleapis.com/location\":\"europe-west1\"}}}]}");
            },
            http => new RunClient(http, new EnvironmentHasher()).LocateAsync("shop", 5, Calls, TestContext.Current.CancellationToken));

        asked.ShouldBe(["", "?continue=a%2Bb"]);
        places.Items.Select(place => place.Name).ShouldBe(["s1", "s2"]);
        places.IsComplete.ShouldBeTrue();
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(5, 2)]
    public async Task A_list_that_continues_for_ever_is_cut_and_says_so(int maxPages, int calls)
    {
        var asked = 0;
        var places = await WithAsync(
            _ =>
            {
                asked++;
                return FakeGoogle.Json("""{"metadata":{"continue":"again"},"items":[]}""");
            },
            http => new RunClient(http, new EnvironmentHasher()).LocateAsync("shop", maxPages, Calls, TestContext.Current.CancellationToken));

        asked.ShouldBe(calls);
        places.Gap.ShouldNotBeNull().ShouldContain("not everything was listed");
    }

    [Fact]
    public async Task What_came_before_a_page_that_failed_is_kept()
    {
        var places = await WithAsync(
            request => request.Query.ContainsKey("continue") ? Results.StatusCode(403)
                : FakeGoogle.Json("""{"metadata":{"continue":"b"},"items":[{"metadata":{"name":"s","labels":{"cloud.googleapis.com/location":"l"}}}]}"""),
            http => new RunClient(http, new EnvironmentHasher()).LocateAsync("shop", 5, Calls, TestContext.Current.CancellationToken));

        places.Items.ShouldHaveSingleItem();
        places.Gap.ShouldNotBeNull().ShouldContain("run.services.list in shop was answered with 403");
    }

    [Theory]
    [InlineData("""{"filter":"f","denominatorFilter":"g","aggregations":[{}]}""", "divides")]
    [InlineData("""{"filter":"f","aggregations":[{},{}]}""", "more than once")]
    [InlineData("""{"filter":"f","aggregations":[{}]}""", null)]
    public async Task A_condition_says_what_it_compares_beyond_a_series(string threshold, string? beyond)
    {
        var condition = await WithAsync(
            $$"""{"displayName":"p","conditions":[{"name":"projects/shop/alertPolicies/1/conditions/2","conditionThreshold":{{threshold}}}]}""",
            http => new MonitoringClient(http).GetConditionAsync("shop", "1", "2", Calls, TestContext.Current.CancellationToken));

        (condition.ShouldNotBeNull().Beyond ?? "nothing").ShouldContain(beyond ?? "nothing");
    }

    [Fact]
    public async Task Entries_of_an_audit_log_that_cannot_be_read_are_counted()
    {
        var page = await WithAsync(
            """
            {"entries":[
              {"timestamp":"2026-11-20T12:00:00Z","protoPayload":{"methodName":"m","serviceName":"s"}},
              {"timestamp":"2026-11-20T12:00:00Z","protoPayload":{"serviceName":"s"}},
              {"timestamp":"2026-11-20T12:00:00Z","protoPayload":{"methodName":"m"}},
              {"protoPayload":{"methodName":"m","serviceName":"s"}},
              {"timestamp":"2026-11-20T12:00:00Z"}]}
            """,
            http => new LoggingClient(http).ListAuditEntriesAsync("shop", "f", 10, null, Calls, TestContext.Current.CancellationToken));

        (page.Entries.Count, page.Unread).ShouldBe((1, 4));
    }

    private static Task<T> WithAsync<T>(string body, Func<GcpHttp, Task<T>> call) => WithAsync(_ => FakeGoogle.Json(body), call);

    private static async Task<T> WithAsync<T>(Func<HttpRequest, IResult> answer, Func<GcpHttp, Task<T>> call)
    {
        await using var google = await FakeGoogle.StartAsync(request => Task.FromResult(answer(request)));
        using var transport = new GcpTransport(Options.Create(new CollectorGcpOptions()));
        using var http = new GcpHttp(
            transport, GcpBench.EndpointsAt(google.Address), new Tokens(), new CollectorGcpOptions(), TimeProvider.System);
        return await call(http);
    }

    private sealed class Tokens : IAccessTokens
    {
        public Task<string> TokenAsync(string audience, CancellationToken cancellationToken) => Task.FromResult("token");
    }
}
