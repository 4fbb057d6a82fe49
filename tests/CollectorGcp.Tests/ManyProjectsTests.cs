using System.Text.Json.Nodes;
using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>The connection test of as many projects as an integration may have.</summary>
public sealed class ManyProjectsTests
{
    private const string Asking = "resourcemanager.projects.get";
    private static readonly IReadOnlyList<string> Fifty = [.. Enumerable.Range(1, 50).Select(number => $"shop-{number:00}")];

    private static readonly HashSet<string> ExcessPlan = [.. GcpExcess.Plan.Calls.Select(call => call.Permission)];
    private static readonly HashSet<string> Excess = [.. GcpExcess.Permissions];

    [Fact]
    public async Task What_is_too_much_in_the_last_of_fifty_projects_is_seen()
    {
        await using var google = await FakeGoogle.StartAsync(request => AnswerAsync(
            request, project => project == "shop-50" ? ["storage.objects.get"] : project == "shop-11" ? null : []));

        var report = await TestAsync(google, Fifty);

        report.Permissions.Single(row => row.Outcome == PermissionOutcome.Excess).ShouldSatisfyAllConditions(
            row => row.Permission.ShouldBe("storage.objects.get"), row => row.Region.ShouldBe("shop-50"));
        report.Permissions.Where(row => row.Outcome == PermissionOutcome.Missing && row.Permission == "run.services.list")
            .Select(row => row.Region).ShouldBe(["shop-11"]);
        Verdict(report, Fifty).ShouldBe(ExcessVerdict.Found);
    }

    [Fact]
    public async Task A_project_that_did_not_answer_in_time_is_named_and_leaves_the_account_unjudged()
    {
        var time = new FakeTimeProvider(SourceBench.At);
        var (hanging, others) = (0, new TaskCompletionSource());
        await using var google = await FakeGoogle.StartAsync(async request =>
        {
            if (ProjectOf(request) is not "" and not "shop-01")
            {
                // Eight at once: the eighth of these has the turn of the project that is done.
                if (Interlocked.Increment(ref hanging) == 8)
                {
                    others.SetResult();
                }

                await Task.Delay(Timeout.Infinite, request.HttpContext.RequestAborted);
            }

            return await AnswerAsync(request, _ => []);
        });

        var test = TestAsync(google, [.. Fifty.Take(9)], time);
        await others.Task.WaitAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(60));
        var report = await test;

        report.Reason.ShouldBeNull();
        report.Permissions.Where(row => row.Region == "shop-01").ShouldAllBe(row => row.Outcome == PermissionOutcome.Held);
        report.Permissions.Where(row => row.Permission == Asking && row.Outcome == PermissionOutcome.Unknown).Select(row => row.Region)
            .ShouldBe(Fifty.Take(9).Skip(1));
        Verdict(report, [.. Fifty.Take(9)]).ShouldBeNull("what was not looked at is not fine");
    }

    [Fact]
    public async Task A_project_for_which_no_call_is_left_leaves_the_account_unjudged()
    {
        await using var google = await FakeGoogle.StartAsync(request => AnswerAsync(request, _ => []));

        var report = await TestAsync(google, ["shop-01", "shop-02"], calls: 4);

        report.Permissions.ShouldContain(row => row.Permission == GcpExcess.Asking && row.Outcome == PermissionOutcome.Unknown);
        Verdict(report, ["shop-01", "shop-02"]).ShouldBeNull();
    }

    [Fact]
    public async Task Where_every_project_says_that_nothing_is_too_much_the_account_is_fine()
    {
        await using var google = await FakeGoogle.StartAsync(request => AnswerAsync(request, _ => []));

        var report = await TestAsync(google, Fifty);

        Verdict(report, Fifty).ShouldBe(ExcessVerdict.None);
    }

    [Fact]
    public async Task A_project_of_which_the_report_says_nothing_leaves_the_account_unjudged()
    {
        await using var google = await FakeGoogle.StartAsync(request => AnswerAsync(request, _ => []));
        var report = await TestAsync(google, ["shop-01"]);
        var told = report with { Permissions = [.. report.Permissions.Select(row => row with { Region = "shop-01" })] };

        Verdict(told, ["shop-01"]).ShouldBe(ExcessVerdict.None);
        Verdict(told, ["shop-01", "shop-02"]).ShouldBeNull();
        Verdict(report with { Permissions = [.. report.Permissions.Where(row => row.Permission != GcpExcess.Asking)] }, ["shop-01"]).ShouldBeNull();
    }

    private static async Task<AccessTested> TestAsync(
        FakeGoogle google, IReadOnlyList<string> projects, TimeProvider? time = null, int? calls = null)
    {
        using var bench = new GcpBench(google.Address, _ => "token", options => options.AttemptTimeoutSeconds = 60, time: time)
        {
            // As the broker grants it: two calls of each API in each project, and the questions of what is held.
            Calls = GcpBench.Budget.Keys.ToDictionary(api => api, api => api != GcpExcess.Asking ? 2 * projects.Count : calls ?? 40 * projects.Count),
        };
        var grant = GcpBench.Grant(projects[0], null, SourceBench.At, SourceBench.At, LeasePurpose.ConnectionTest);
        grant = grant with { Target = grant.Target with { Accounts = projects } };
        return (await bench.Test.RunAsync(grant, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    /// <summary>All that is planned is held; what is held beyond by project, null where nothing at all is.</summary>
    private static async Task<IResult> AnswerAsync(HttpRequest request, Func<string, IReadOnlyList<string>?> excess)
    {
        if (!request.Path.Value!.EndsWith(":testIamPermissions", StringComparison.Ordinal))
        {
            return FakeGoogle.Json("{}");
        }

        var asked = (await request.ReadFromJsonAsync<JsonObject>())!["permissions"]!.AsArray().Select(item => (string)item!);
        var more = excess(ProjectOf(request));
        var held = asked.Where(permission => more is not null && (!Excess.Contains(permission) || more.Contains(permission)));
        return FakeGoogle.Json(new JsonObject { ["permissions"] = new JsonArray([.. held.Select(item => (JsonNode)item)]) }.ToJsonString());
    }

    private static string ProjectOf(HttpRequest request) =>
        request.Path.Value!.Split('/', ':').FirstOrDefault(segment => segment.StartsWith("shop-", StringComparison.Ordinal)) ?? "";

    private static ExcessVerdict? Verdict(AccessTested report, IReadOnlyList<string> accounts) =>
        ExcessRule.VerdictOf(report, ExcessPlan, accounts);
}
