using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp.Probes;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>The connection test against the simulated project.</summary>
public sealed class AccessTestTests
{
    [Fact]
    public async Task Every_missing_permission_is_reported_at_once_and_what_is_too_much()
    {
        var report = await TestAsync(google => google with
        {
            Permissions =
            [
                .. google.Permissions.Except(["logging.logEntries.list", "container.operations.list", "run.revisions.list"]),
                "compute.instances.delete", "secretmanager.versions.access",
            ],
        });

        report.Permissions.Where(one => one.Outcome == PermissionOutcome.Missing).Select(one => (one.Permission, one.Mandatory)).ShouldBe(
            [("container.operations.list", false), ("logging.logEntries.list", true), ("run.revisions.list", true)]);
        report.Permissions.Where(one => one.Outcome == PermissionOutcome.Excess).Select(one => one.Permission)
            .ShouldBe(["compute.instances.delete", "secretmanager.versions.access"]);
        report.Permissions.Single(one => one.Permission == "logging.logEntries.list").Remedy
            .ShouldBe("gcloud projects add-iam-policy-binding orders-prod-318204 "
                + "--member=\"serviceAccount:reader@shop.iam.gserviceaccount.com\" --role=roles/logging.viewer --condition=None");
        report.Permissions.Single(one => one.Permission == "container.operations.list").Remedy.ShouldNotBeNull().ShouldContain("roles/container.viewer");
        report.Permissions.ShouldAllBe(one => one.Remedy == null || !one.Remedy.Contains("CAUSEFLOW_", StringComparison.Ordinal));
        report.Permissions.ShouldAllBe(one => one.Region == null, "one project: it need not be told");
    }

    [Fact]
    public async Task A_good_account_holds_every_planned_permission_and_nothing_else()
    {
        var report = await TestAsync(same => same);

        report.Reason.ShouldBeNull();
        report.Permissions.ShouldAllBe(one => one.Outcome == PermissionOutcome.Held);
        report.Permissions.Select(one => one.Permission).ShouldBe(
            GcpPlans.All.Append(GcpResolve.Plan).Append(GcpExcess.Plan).SelectMany(plan => plan.Calls).Select(call => call.Permission).Distinct(),
            ignoreOrder: true);
        report.Permissions.Single(one => one.Permission == GcpExcess.Asking).Message.ShouldBe(ProbeVerdict.Seen);
    }

    [Theory]
    [InlineData("iam.serviceAccounts.getAccessToken")]
    [InlineData("compute.firewalls.update")]
    [InlineData("run.routes.invoke")]
    [InlineData("container.pods.exec")]
    [InlineData("pubsub.subscriptions.consume")]
    [InlineData("logging.sinks.create")]
    public async Task What_changes_acts_as_others_or_reads_what_is_kept_is_too_much(string permission)
    {
        var report = await TestAsync(google => google with { Permissions = [.. google.Permissions, permission] });

        var row = report.Permissions.Single(one => one.Outcome == PermissionOutcome.Excess);
        row.Permission.ShouldBe(permission);
        row.Remedy.ShouldNotBeNull().ShouldContain("gcloud projects get-iam-policy");
    }

    [Fact]
    public async Task A_permission_that_Google_has_given_up_hides_no_other()
    {
        var report = await TestAsync(google => google with
        {
            Permissions = [.. google.Permissions, "compute.firewalls.update"], GivenUpPermissions = ["compute.firewalls.create", "dns.changes.create"],
        });

        report.Permissions.Where(one => one.Outcome == PermissionOutcome.Excess).Select(one => one.Permission).ShouldBe(["compute.firewalls.update"]);
        report.Permissions.ShouldNotContain(one => one.Outcome == PermissionOutcome.Missing || one.Outcome == PermissionOutcome.Unknown);
        report.Permissions.Single(one => one.Permission == GcpExcess.Asking).Message
            .ShouldNotBeNull().ShouldEndWith("Google knows no compute.firewalls.create, dns.changes.create.");
    }

    [Fact]
    public async Task Where_hardly_any_permission_is_known_nothing_was_judged()
    {
        var report = await TestAsync(google => google with { GivenUpPermissions = [.. GcpExcess.Permissions.Take(6)] });

        report.Permissions.Single(one => one.Permission == GcpExcess.Asking).Outcome.ShouldBe(PermissionOutcome.Unknown);
    }

    [Fact]
    public async Task An_api_that_is_off_is_reported_though_the_permission_is_held()
    {
        var report = await TestAsync(google => google with { DisabledApis = ["container.googleapis.com"] });

        var row = report.Permissions.Single(one => one.Permission == "container.clusters.list");
        row.Outcome.ShouldBe(PermissionOutcome.Missing);
        row.Remedy.ShouldNotBeNull().ShouldContain("gcloud services enable container.googleapis.com");
    }

    [Fact]
    public async Task A_project_that_cannot_be_asked_hides_no_other()
    {
        await using var project = new SimulatedProject();
        await project.InitializeAsync();
        using var bench = project.Bench();
        var grant = project.Grant(LeasePurpose.ConnectionTest);
        grant = grant with { Target = grant.Target with { Accounts = [.. grant.Target.Accounts, "somebody-else"] } };

        var report = (await bench.Test.RunAsync(grant, TestContext.Current.CancellationToken)).ShouldNotBeNull();

        report.Permissions.Where(one => one.Region == "orders-prod-318204").Select(one => one.Permission).ShouldContain("logging.logEntries.list");
        report.Permissions.Where(one => one.Region == "orders-prod-318204").ShouldAllBe(one => one.Outcome == PermissionOutcome.Held);
        var refused = report.Permissions.Where(one => one.Region == "somebody-else").ToList();
        refused.ShouldAllBe(one => one.Outcome != PermissionOutcome.Held && one.Remedy != null);
        refused.Single(one => one.Permission == "resourcemanager.projects.get").Mandatory.ShouldBeTrue("what is too much was not seen either");
        refused.Select(one => one.Permission).ShouldContain("run.revisions.list", "no call of the test needs it");
    }

    private static async Task<AccessTested> TestAsync(Func<ScenarioGoogle, ScenarioGoogle> change)
    {
        await using var project = new SimulatedProject(change: scenario => scenario with { Google = change(scenario.Google!) });
        await project.InitializeAsync();
        using var bench = project.Bench();
        return (await bench.Test.RunAsync(project.Grant(LeasePurpose.ConnectionTest), TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }
}
