using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

/// <summary>What Azure and Google Cloud say of their own resources.</summary>
public sealed class CloudStateRuleTests
{
    private static readonly (string, string?, double?)[] None = [];

    public static TheoryData<string, string, string?, CauseCategory> Codes => new()
    {
        { "run", "Ready", "SECRETS_ACCESS_CHECK_FAILED", CauseCategory.PermissionOrCredential },
        { "run", "Ready", "CONTAINER_PERMISSION_DENIED", CauseCategory.PermissionOrCredential },
        { "run", "Ready", "CONTAINER_MISSING", CauseCategory.BadDeployment },
        { "run", "Ready", "HEALTH_CHECK_CONTAINER_ERROR", CauseCategory.BadDeployment },
        { "run", "Ready", "PROGRESS_DEADLINE_EXCEEDED", CauseCategory.BadDeployment },
        { "gke", "GCE_STOCKOUT", null, CauseCategory.CapacityLimit },
        { "gke", "GCE_QUOTA_EXCEEDED", null, CauseCategory.CapacityLimit },
        { "gke", "NODE_SERVICE_ACCOUNT_MISSING_PERMISSIONS", null, CauseCategory.PermissionOrCredential },
        { "gke", "CLOUD_KMS_KEY_ERROR", null, CauseCategory.PermissionOrCredential },
        { "vm", "Machine", "ProvisioningState/failed/ZonalAllocationFailed", CauseCategory.CapacityLimit },
        { "vm", "Machine", "ProvisioningState/failed/QuotaExceeded", CauseCategory.CapacityLimit },
        { "site", "Usage", "Exceeded", CauseCategory.CapacityLimit },
        { "site", "Availability", "DisasterRecoveryMode", CauseCategory.InfrastructureFailure },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_code_of_a_condition_names_the_cause(string subject, string type, string? reason, CauseCategory category)
    {
        var resource = Of(subject);

        var cause = Stated(resource, ResourceStatus.Failed, "failed", [(type, reason, 0)]).Judge().Causes[0];

        (cause.Resource.Id, cause.Category, cause.Signal).ShouldBe((resource.Id, category, "failing_condition"));
        cause.Explanation.ShouldContain($"says of {resource.Name} that");
        cause.Explanation.ShouldContain($"({reason?.Split('/')[^1] ?? type})");
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_same_code_on_a_resource_that_is_healthy_is_nothing(string subject, string type, string? reason, CauseCategory category)
    {
        _ = category;
        Stated(Of(subject), ResourceStatus.Healthy, "ok", [(type, reason, 0)]).Judge()
            .Causes.ShouldNotContain(cause => cause.Signal == "failing_condition");
    }

    [Fact]
    public void A_certificate_that_is_about_to_expire_is_no_cause() =>
        Stated(CloudCase.Gke, ResourceStatus.Failed, "DEGRADED", [("CA_EXPIRING", null, 0)]).Judge().Causes.ShouldBeEmpty();

    [Theory]
    [InlineData("Unplanned", "Platform Initiated", "Unplanned", CauseCategory.InfrastructureFailure)]
    [InlineData("Planned", "Platform Initiated", "Planned", CauseCategory.PlatformMaintenance)]
    [InlineData("UserInitiated", "Customer Initiated", "", CauseCategory.BadConfiguration)]
    [InlineData("", "Customer Initiated", "", CauseCategory.BadConfiguration)]
    [InlineData("", "", "", CauseCategory.InfrastructureFailure)]
    public void Resource_Health_tells_who_began_it(string reason, string context, string category, CauseCategory expected)
    {
        var cause = Stated(
            CloudCase.Vm, ResourceStatus.Failed, "Resource Health: Unavailable", [("ResourceHealth", reason, -1)], ("context", context),
            ("category", category)).Judge().Causes[0];

        (cause.Category, cause.Signal).ShouldBe((expected, "resource_health"));
    }

    [Fact]
    public void Health_and_its_entry_in_the_history_are_one_cause()
    {
        var verdict = Stated(CloudCase.Vm, ResourceStatus.Failed, "Resource Health: Unavailable", [("ResourceHealth", "Unplanned", -1)])
            .Change("evi_health", CloudCase.Vm, ChangeKind.Maintenance, -1, ("availabilityState", "Available", "Unavailable")).Judge();

        verdict.Causes.Count(cause => cause.ChangeId == "evi_health").ShouldBe(1);
        (verdict.Causes[0].ChangeId, verdict.Causes[0].Category).ShouldBe(("evi_health", CauseCategory.InfrastructureFailure));
    }

    [Fact]
    public void Trouble_that_began_long_before_the_alarm_is_doubted()
    {
        var recent = Stated(CloudCase.Vm, ResourceStatus.Failed, "x", [("ResourceHealth", "Unplanned", -1)]).Judge().Causes[0];

        var old = Stated(CloudCase.Vm, ResourceStatus.Failed, "x", [("ResourceHealth", "Unplanned", -20_000)]).Judge().Causes[0];

        old.Confidence.ShouldBeLessThan(recent.Confidence - 0.2);
        old.Explanation.ShouldContain("long before the alarm");
    }

    [Fact]
    public void A_resource_that_nothing_relates_to_the_alarm_stays_behind()
    {
        var verdict = Stated(CloudCase.Vm, ResourceStatus.Failed, "x", [("ResourceHealth", "Unplanned", -1)], subject: CloudCase.Site)
            .Change("evi_swap", CloudCase.Site, ChangeKind.Deployment, -2, ("slot", null, "code of staging"))
            .Pattern(CloudCase.Site, "System.InvalidOperationException: No service for type <*>", 0, 40).Judge();

        verdict.Causes[0].ChangeId.ShouldBe("evi_swap");
        verdict.Causes.Single(cause => cause.Resource.Id == CloudCase.Vm.Id).Explanation.ShouldContain("no known relation");
    }

    [Theory]
    [InlineData("vm", "deallocated, provisioning Succeeded")]
    [InlineData("instance", "TERMINATED")]
    [InlineData("instance", "SUSPENDED")]
    public void A_stop_is_of_unknown_origin_until_a_change_tells_who(string subject, string native)
    {
        var resource = Of(subject);
        var unknown = Stated(resource, ResourceStatus.Stopped, native, None).Judge().Causes[0];
        var known = Stated(resource, ResourceStatus.Stopped, native, None)
            .Change("evi_stop", resource, ChangeKind.Lifecycle, -1).Judge().Causes[0];
        var platform = Stated(resource, ResourceStatus.Stopped, native, None)
            .Change("evi_stop", resource, ChangeKind.Maintenance, -1).Judge().Causes[0];

        (unknown.Category, unknown.Signal).ShouldBe((CauseCategory.Unknown, "not_running"));
        unknown.Explanation.ShouldContain("no change tells who stopped it");
        (known.Category, known.ChangeId).ShouldBe((CauseCategory.BadConfiguration, "evi_stop"));
        known.Summary.ShouldContain("by ops@shop.example");
        platform.Category.ShouldBe(CauseCategory.PlatformMaintenance);
        known.Confidence.ShouldBeGreaterThan(unknown.Confidence);
    }

    [Fact]
    public void A_spot_machine_that_stops_by_itself_was_taken_back() =>
        Stated(CloudCase.Instance, ResourceStatus.Stopped, "TERMINATED", None, ("provisioningModel", "SPOT")).Judge().Causes[0].Category
            .ShouldBe(CauseCategory.CapacityLimit);

    [Fact]
    public void A_spot_machine_that_somebody_stopped_was_stopped_by_somebody()
    {
        var cause = Stated(CloudCase.Instance, ResourceStatus.Stopped, "TERMINATED", None, ("provisioningModel", "SPOT"))
            .Change("evi_seen", CloudCase.Instance, ChangeKind.Lifecycle, -0.5, actor: null)
            .Change("evi_stop", CloudCase.Instance, ChangeKind.Lifecycle, -1).Judge().Causes[0];

        (cause.Category, cause.ChangeId).ShouldBe((CauseCategory.BadConfiguration, "evi_stop"));
    }

    [Fact]
    public void That_a_machine_was_stopped_does_not_tell_by_whom()
    {
        var cause = Stated(CloudCase.Instance, ResourceStatus.Stopped, "TERMINATED", None)
            .Change("evi_seen", CloudCase.Instance, ChangeKind.Lifecycle, -0.5, actor: null).Judge().Causes[0];

        (cause.Category, cause.ChangeId).ShouldBe((CauseCategory.Unknown, "evi_seen"));
        cause.Explanation.ShouldContain("no change tells who stopped it");
    }

    [Fact]
    public void A_host_that_died_under_a_machine_is_no_maintenance()
    {
        var cause = Stated(CloudCase.Instance, ResourceStatus.Stopped, "TERMINATED", None)
            .Change("evi_host", CloudCase.Instance, ChangeKind.Maintenance, -0.5, summary: "hostError of web-1").Judge().Causes[0];

        (cause.Category, cause.ChangeId).ShouldBe((CauseCategory.InfrastructureFailure, "evi_host"));
    }

    [Theory]
    [InlineData("DEGRADED")]
    [InlineData("RUNNING_WITH_ERROR")]
    public void A_cluster_that_is_not_whole_tells_where_and_not_why(string native)
    {
        var cause = Stated(CloudCase.Gke, ResourceStatus.Degraded, native, None).Judge().Causes[0];

        (cause.Category, cause.Signal).ShouldBe((CauseCategory.Unknown, "failing_condition"));
    }

    [Fact]
    public void A_cluster_that_is_only_being_changed_is_nothing() =>
        Stated(CloudCase.Gke, ResourceStatus.Degraded, "RECONCILING", None).Judge().Causes.ShouldBeEmpty();

    [Fact]
    public void A_stop_somewhere_else_is_not_worth_a_word() =>
        Stated(CloudCase.Vm, ResourceStatus.Stopped, "deallocated", None, subject: CloudCase.Site).Judge()
            .Causes.ShouldNotContain(cause => cause.Resource.Id == CloudCase.Vm.Id);

    [Fact]
    public void A_power_state_that_is_not_given_is_no_stop() =>
        Stated(CloudCase.Vm, ResourceStatus.Unknown, "power state unknown", None).Judge().Causes.ShouldBeEmpty();

    [Fact]
    public void Google_Cloud_that_repairs_a_machine_has_lost_its_host()
    {
        var cause = Stated(CloudCase.Instance, ResourceStatus.Failed, "REPAIRING", None).Judge().Causes[0];

        cause.Category.ShouldBe(CauseCategory.InfrastructureFailure);
    }

    [Fact]
    public void An_agent_that_does_not_answer_tells_where_and_a_full_memory_tells_why()
    {
        var alone = Stated(CloudCase.Vm, ResourceStatus.Degraded, "running", [("Agent", "ProvisioningState/Unavailable", 0)]).Judge().Causes[0];
        var starved = Stated(CloudCase.Vm, ResourceStatus.Degraded, "running", [("Agent", "ProvisioningState/Unavailable", 0)])
            .Metric(CloudCase.Vm, "Percentage CPU", 20, 99, unit: "Percent").Judge();

        (alone.Category, alone.Signal).ShouldBe((CauseCategory.Unknown, "failing_guest"));
        starved.Causes[0].Category.ShouldBe(CauseCategory.ResourceExhaustion);
    }

    [Fact]
    public void A_revision_that_never_became_ready_and_leaves_none_is_the_cause()
    {
        var cause = Stated(CloudCase.Run, ResourceStatus.Failed, "CONDITION_FAILED", None, ("latestCreatedRevision", "checkout-00042-qiv"))
            .Judge().Causes[0];

        (cause.Category, cause.Signal).ShouldBe((CauseCategory.BadDeployment, "failed_rollout"));
        cause.Summary.ShouldContain("checkout-00042-qiv");
    }

    [Fact]
    public void A_roll_out_that_failed_while_its_predecessor_serves_is_doubted()
    {
        var cause = Stated(
            CloudCase.Run, ResourceStatus.Degraded, "CONDITION_FAILED", [("Ready", "HEALTH_CHECK_CONTAINER_ERROR", -2)],
            ("latestCreatedRevision", "checkout-00042-qiv"),
            ("latestReadyRevision", "checkout-00041-hup")).Judge().Causes.Single();

        cause.Explanation.ShouldContain("what served before goes on serving");
        cause.Confidence.ShouldBeLessThan(0.75);
    }

    [Theory]
    [InlineData("CONDITION_PENDING")]
    [InlineData("CONDITION_RECONCILING")]
    public void A_revision_that_is_still_on_its_way_is_nothing(string native) => Stated(
        CloudCase.Run, ResourceStatus.Degraded, native, None, ("latestCreatedRevision", "checkout-00042-qiv"),
        ("latestReadyRevision", "checkout-00041-hup")).Judge().Causes.ShouldBeEmpty();

    [Fact]
    public void Revisions_that_agree_are_nothing() => Stated(
        CloudCase.Run, ResourceStatus.Healthy, "x", None, ("latestCreatedRevision", "checkout-00042-qiv"),
        ("latestReadyRevision", "checkout-00042-qiv")).Judge().Causes.ShouldBeEmpty();

    [Fact]
    public void The_order_of_states_and_their_repetition_change_nothing()
    {
        var file = Stated(CloudCase.Vm, ResourceStatus.Failed, "x", [("ResourceHealth", "Unplanned", -1)])
            .State(CloudCase.Vm, ResourceStatus.Stopped, "deallocated", None).Build();

        var turned = file with { States = [.. file.States.Reverse(), .. file.States] };

        Diagnosis.Diagnose(turned).Causes[0].Explanation.ShouldBe(Diagnosis.Diagnose(file).Causes[0].Explanation);
    }

    private static ResourceRef Of(string subject) => subject switch
    {
        "run" => CloudCase.Run,
        "gke" => CloudCase.Gke,
        "vm" => CloudCase.Vm,
        "instance" => CloudCase.Instance,
        _ => CloudCase.Site,
    };

    private static CloudCase Stated(
        ResourceRef resource, ResourceStatus status, string native, (string, string?, double?)[] conditions, params (string, string)[] attributes) =>
        new CloudCase(resource).State(resource, status, native, conditions, attributes);

    private static CloudCase Stated(
        ResourceRef resource, ResourceStatus status, string native, (string, string?, double?)[] conditions, ResourceRef subject) =>
        new CloudCase(subject).Beside(resource).State(resource, status, native, conditions);
}
