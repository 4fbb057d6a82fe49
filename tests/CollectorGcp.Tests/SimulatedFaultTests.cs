using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>What a project does that goes wrong, and what coverage then says.</summary>
public sealed class SimulatedFaultTests : IAsyncDisposable
{
    private readonly CollectedFindings _findings = new();
    private SimulatedProject? _project;

    public async ValueTask DisposeAsync() => await (_project?.DisposeAsync() ?? ValueTask.CompletedTask);

    private async Task<IReadOnlyList<SourceResult>> RunAsync(
        string? key = null, Switch? fault = null, Func<ScenarioGoogle, ScenarioGoogle>? change = null,
        Func<GcpSessionGranted, GcpSessionGranted>? grant = null, Action<CollectorGcpOptions>? configure = null)
    {
        _project = new SimulatedProject(
            change: scenario => scenario with { Google = (change ?? (same => same))(scenario.Google!) });
        await _project.InitializeAsync();
        if (key is not null)
        {
            _project.Fault(key, fault!);
        }

        return (await _project.RunAsync(_findings, grant, configure)).Completed.ShouldNotBeNull().Sources;
    }

    private Coverage RowOf(string source, CoverageOutcome outcome) =>
        _findings.Of(f => f.Coverage).First(row => row.Source == source && row.Outcome == outcome);

    private static GcpSessionGranted WholeProject(GcpSessionGranted grant) => grant with { Target = grant.Target with { Alarm = null } };

    [Fact]
    public async Task A_page_token_that_leads_to_itself_ends_the_listing_and_is_said()
    {
        var sources = await RunAsync("logging", new Switch { LoopingPageToken = true });

        sources.Single(source => source.Source == "logs").CallsUsed.ShouldBeLessThanOrEqualTo(7);
        RowOf("logs", CoverageOutcome.Partial).Detail.ShouldNotBeNull().ShouldContain("leads to itself");
        RowOf("audit_log", CoverageOutcome.Partial).Detail.ShouldNotBeNull().ShouldContain("leads to itself");
    }

    [Fact]
    public async Task What_is_denied_is_said_with_the_line_that_gives_it_and_the_principal_in_it()
    {
        await RunAsync(change: google => google with { Permissions = [.. google.Permissions.Except(["logging.logEntries.list"])] });

        RowOf("logs", CoverageOutcome.Denied).Remedy.ShouldNotBeNull().ShouldContain(
            "--member=\"serviceAccount:reader@shop.iam.gserviceaccount.com\" --role=roles/logging.viewer");
    }

    [Fact]
    public async Task Empty_pages_that_have_a_token_are_no_end()
    {
        await RunAsync("run", new Switch { EmptyPages = 2 });

        _findings.Of(f => f.Changes).ShouldContain(change => change.Summary.Contains("checkout-00042-qiv", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Zones_that_did_not_answer_are_named()
    {
        await RunAsync("compute", new Switch { PartialZones = true }, grant: WholeProject);

        RowOf("resolve", CoverageOutcome.Partial).Detail.ShouldNotBeNull().ShouldContain("zones/europe-west4-b");
    }

    [Fact]
    public async Task Unknown_members_and_nulls_change_nothing()
    {
        var sources = await RunAsync("*", new Switch { UnknownMembers = true, Nulls = true });

        sources.ShouldAllBe(source => source.Outcome != CoverageOutcome.Failed);
        _findings.Of(f => f.States).ShouldContain(state => state.Resource.Kind == ResourceKinds.RunService);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_no_token_goes_there()
    {
        await using var elsewhere = new SimulatedProject();
        await elsewhere.InitializeAsync();
        await RunAsync("run", new Switch { RedirectTo = elsewhere.Simulator.Google!.Endpoint });

        elsewhere.Simulator.Calls.ShouldBeEmpty();
        RowOf("run", CoverageOutcome.Failed).Remedy.ShouldNotBeNull().ShouldContain("Redirects are never followed");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("legacy")]
    [InlineData("no_details")]
    [InlineData("stack_text")]
    [InlineData("help_first")]
    [InlineData("old_wording")]
    public async Task A_denial_names_the_permission_in_whatever_shape_it_comes(string? shape)
    {
        await RunAsync("run:revisions.list", new Switch { Deny = true, ErrorShape = shape });

        var row = RowOf("run", CoverageOutcome.Denied);
        (row.Reason, row.MissingPermission).ShouldBe((RefusalReason.MissingPermission, "run.revisions.list"));
        row.Remedy.ShouldNotBeNull().ShouldContain("--role=roles/run.viewer");
    }

    [Fact]
    public async Task An_api_that_is_off_is_no_matter_of_roles()
    {
        await RunAsync(change: google => google with { DisabledApis = ["run.googleapis.com"] });

        var row = RowOf("run", CoverageOutcome.Denied);
        row.Reason.ShouldBe(RefusalReason.ApiDisabled);
        row.Remedy.ShouldNotBeNull().ShouldContain("gcloud services enable run.googleapis.com --project=orders-prod-318204");
    }

    [Fact]
    public async Task Fifty_megabytes_of_entries_are_read_only_as_far_as_the_calls_go()
    {
        var line = new string('x', 4_000);
        await RunAsync(change: google => google with
        {
            Logs =
            [
                .. google.Logs,
                google.Logs[0] with { Lines = [new ScenarioLogLine { Text = $"{{int:1:9}} {line}" }], Segments = [new ScenarioSegment { Level = 180 }] },
            ],
        });

        var row = RowOf("logs", CoverageOutcome.Partial);
        row.LinesRead.ShouldBeInRange(1_000, 7_000);
        row.Detail.ShouldNotBeNull().ShouldContain("read only in part");
        _findings.Of(f => f.Logs).ShouldContain(pattern => pattern.Template.Contains("TypeError", StringComparison.Ordinal), "errors are read first");
    }

    [Fact]
    public async Task Of_two_thousand_instances_and_more_as_many_as_the_bounds_allow_are_looked_into_and_the_rest_is_said()
    {
        await RunAsync(
            change: google => google with
            {
                Instances =
                [
                    .. google.Instances,
                    .. Enumerable.Range(0, 2_100).Select(i => new ScenarioComputeInstance
                    {
                        Name = $"shop-{i:0000}", Id = $"{5_000_000 + i}", Zone = "europe-west1-b", Labels = new Dictionary<string, string> { ["app"] = "shop" },
                    }),
                ],
            },
            grant: grant => grant with { Target = grant.Target with { Alarm = null, Hints = ["shop"] } });

        _findings.Of(f => f.States).Count(state => state.Resource.Kind == ResourceKinds.ComputeInstance).ShouldBe(10);
        _project!.Simulator.Calls.Count(call => call.Service == "compute").ShouldBeLessThanOrEqualTo(4 + 10);
        var said = _findings.Of(f => f.Coverage).Where(row => row is { Source: "resolve", Outcome: CoverageOutcome.Partial }).Select(row => row.Detail!).ToList();
        said.ShouldContain(detail => detail.StartsWith("10 of ", StringComparison.Ordinal) && detail.Contains("instances were looked into", StringComparison.Ordinal));
        said.ShouldContain(detail => detail.Contains("more pages than the bound", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_asked_for_in_smaller_pages()
    {
        await RunAsync(configure: options => options.MaxResponseBytes = 200 * 1024);

        _findings.Of(f => f.Logs).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_minute_whose_quota_of_logging_is_used_up_is_not_asked_again()
    {
        var sources = await RunAsync("logging", new Switch { ThrottleTimes = 100 });

        sources.Single(source => source.Source == "logs").CallsUsed.ShouldBe(1);
        sources.Single(source => source.Source == "audit_log").CallsUsed.ShouldBe(1);
        RowOf("logs", CoverageOutcome.Throttled).Remedy.ShouldNotBeNull().ShouldContain("logging.googleapis.com/read_requests");
    }

    [Fact]
    public async Task A_project_that_is_being_deleted_is_said()
    {
        await RunAsync(change: google => google with { ProjectState = "DELETE_REQUESTED" });

        RowOf("resolve", CoverageOutcome.Partial).Detail.ShouldNotBeNull().ShouldContain("DELETE_REQUESTED");
    }

    [Fact]
    public async Task Labels_of_a_message_lead_to_no_other_project_and_stay_one_text()
    {
        await RunAsync(grant: grant => grant with
        {
            Target = grant.Target with
            {
                Alarm = grant.Target.Alarm! with
                {
                    Dimensions = new Dictionary<string, string> { ["project_id"] = "somebody-else", ["service_name"] = "a\" OR \"b", ["location"] = "europe-west1" },
                },
            },
        });

        _findings.Of(f => f.Resources).ShouldAllBe(resource => resource.Account == "orders-prod-318204");
        _project!.Simulator.Calls.ShouldAllBe(call => call.Status == 200);
    }
}
