using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Rules;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Tests;

/// <summary>Upgrades, traffic and settings of Azure and Google Cloud, and what they bring about.</summary>
public sealed class CloudChangeTests
{
    private const string Unplaced = "FailedScheduling Pod orders/orders-api-<*> 0/6 nodes are available: 3 Insufficient cpu, 3 node(s) were unschedulable";
    private const string Currency = "TypeError: Cannot read properties of undefined (reading 'currency')";

    private static readonly (string, string?, double?)[] None = [];
    private static readonly ResourceRef Old = CloudCase.Revision("checkout-00041-hup");
    private static readonly ResourceRef New = CloudCase.Revision("checkout-00042-qiv");

    [Fact]
    public void A_node_pool_s_upgrade_that_leaves_pods_without_a_place_is_the_first_cause()
    {
        var verdict = AksUpgrade().Judge();

        var cause = verdict.Causes[0];
        (cause.Resource.Id, cause.Category, cause.ChangeId).ShouldBe((CloudCase.Pool.Id, CauseCategory.PlatformMaintenance, "evi_upgrade"));
        cause.Summary.ShouldContain("orchestratorVersion 1.30.9 → 1.31.2, up to 50% of the nodes at once");
        cause.Explanation.ShouldContain("40 pods find no node to run on (baseline median 0)");
        verdict.Causes.Skip(1).ShouldAllBe(other => other.Confidence < cause.Confidence);
        verdict.Causes.Count(other => other.ChangeId == "evi_upgrade").ShouldBe(1);
    }

    [Fact]
    public void The_same_upgrade_beside_which_nothing_lacks_room_is_doubted()
    {
        var cause = new CloudCase(CloudCase.Cluster).Relate(CloudCase.Cluster, CloudCase.Pool)
            .State(CloudCase.Pool, ResourceStatus.Degraded, "Running, Upgrading", [("ProvisioningState", "Upgrading", null)]).Judge().Causes.Single();

        cause.Signal.ShouldBe("node_upgrade");
        cause.Explanation.ShouldContain("nothing that was read lacks room while it goes on");
        cause.Confidence.ShouldBeLessThan(0.7);
    }

    [Fact]
    public void An_upgrade_that_came_after_the_onset_is_ruled_out() => AksUpgrade(minute: 6).Judge()
        .RuledOut.ShouldContain(item => item.Evidence.Contains("evi_upgrade"));

    [Fact]
    public void Pods_without_a_place_and_no_upgrade_are_a_limit()
    {
        var cause = new CloudCase(CloudCase.Cluster).Metric(CloudCase.Cluster, "cluster_autoscaler_unschedulable_pods_count", 0, 22).Judge().Causes[0];

        (cause.Resource.Id, cause.Category, cause.Signal).ShouldBe((CloudCase.Cluster.Id, CauseCategory.CapacityLimit, "exhausted_capacity"));
    }

    [Fact]
    public void Pods_that_never_had_a_place_are_no_news() =>
        new CloudCase(CloudCase.Cluster).Metric(CloudCase.Cluster, "cluster_autoscaler_unschedulable_pods_count", 22, 22).Judge()
            .Causes.ShouldNotContain(cause => cause.Signal == "exhausted_capacity");

    [Fact]
    public void An_upgrade_of_GKE_is_maintenance_too()
    {
        var cause = new CloudCase(CloudCase.Gke).Relate(CloudCase.Gke, CloudCase.GkePool)
            .Pattern(CloudCase.Gke, Unplaced, 0, 30, LogSeverity.Warning)
            .Change("evi_upgrade", CloudCase.GkePool, ChangeKind.Maintenance, -4, ("version", "1.30.9-gke.1", "1.31.4-gke.1")).Judge().Causes[0];

        (cause.Category, cause.ChangeId).ShouldBe((CauseCategory.PlatformMaintenance, "evi_upgrade"));
    }

    [Fact]
    public void A_traffic_split_that_brings_a_failing_revision_its_traffic_is_the_first_cause()
    {
        var verdict = Split(New).Judge();

        var cause = verdict.Causes[0];
        (cause.Resource.Id, cause.Category, cause.ChangeId).ShouldBe((CloudCase.Run.Id, CauseCategory.BadDeployment, "evi_split"));
        cause.Summary.ShouldStartWith("traffic of checkout-00042-qiv 0 → 90 %");
        verdict.Causes.Where(other => other.ChangeId == "evi_revision").ShouldAllBe(other => other.Confidence < cause.Confidence);
    }

    [Fact]
    public void New_errors_of_another_revision_are_not_the_split_s()
    {
        var split = Split(Old).Judge().Causes.Single(cause => cause.ChangeId == "evi_split");

        split.Explanation.ShouldContain("no difference of the change explains a symptom");
    }

    [Fact]
    public void A_share_that_falls_explains_nothing() => ChangeMechanism.Of(ChangeOf(CloudCase.Run, ChangeKind.Configuration, ("traffic.a", "100", "10")))
        .ShouldBeEmpty();

    [Theory]
    [InlineData("a 10,b 90", "traffic of b ? → 90 %")]
    [InlineData("LATEST 100", "")]
    [InlineData("LATEST 90,a 10", "traffic of a ? → 10 %")]
    public void Of_shares_whose_past_is_not_known_the_largest_that_names_a_revision_counts(string shares, string expected)
    {
        var differences = shares.Split(',').Select(share => share.Split(' ')).Select(share => ($"traffic.{share[0]}", (string?)null, (string?)share[1]));

        string.Join(',', ChangeMechanism.Of(ChangeOf(CloudCase.Run, ChangeKind.Deployment, [.. differences])).Select(found => found.Text))
            .ShouldBe(expected);
    }

    [Fact]
    public void An_operation_of_GKE_that_upgrades_nodes_needs_no_version_to_be_one() => new CloudCase(CloudCase.Gke).Relate(CloudCase.Gke, CloudCase.GkePool)
        .Pattern(CloudCase.Gke, Unplaced, 0, 30, LogSeverity.Warning)
        .Change("evi_upgrade", CloudCase.GkePool, ChangeKind.Maintenance, -4, summary: "UPGRADE_NODES of workers, still running").Judge()
        .Causes[0].Summary.ShouldStartWith("UPGRADE_NODES of workers, still running on workers");

    [Theory]
    [InlineData("limits.memory", "1Gi", "256Mi", true)]
    [InlineData("limits.memory", "512Mi", "1Gi", false)]
    [InlineData("limits.memory", "512Mi", "0.5Gi", false)]
    [InlineData("limits.cpu", "2", "500m", true)]
    [InlineData("timeout", "300s", "5s", true)]
    [InlineData("concurrency", "20", "80", true)]
    [InlineData("maxInstances", "20", "2", true)]
    [InlineData("maxInstances", "2", "20", false)]
    [InlineData("maxInstances", null, "20", false)]
    [InlineData("maxCount", "6", "3", true)]
    [InlineData("serviceAccount", "a@p", "b@p", true)]
    [InlineData("vpcConnector", null, "c", true)]
    [InlineData("labels.team", "a", "b", false)]
    [InlineData("tags.owner", "a", "b", false)]
    public void A_difference_is_a_mechanism_or_harmless(string field, string? before, string? after, bool isMechanism) =>
        ChangeMechanism.Of(ChangeOf(CloudCase.Run, ChangeKind.Configuration, (field, before, after))).Any().ShouldBe(isMechanism);

    [Fact]
    public void A_deployment_and_its_record_in_the_audit_log_are_one_change_and_the_record_tells_who()
    {
        var verdict = Deployed(recordMinute: -1.1).Judge();

        var cause = verdict.Causes.ShouldHaveSingleItem();
        cause.ChangeId.ShouldBe("evi_revision");
        cause.Explanation.ShouldContain("recorded as UpdateService of checkout by release@shop.example [evi_record]");
        cause.Supporting.ShouldContain("evi_record");
    }

    [Fact]
    public void An_act_of_another_time_is_another_change() =>
        Deployed(recordMinute: -8).Judge().Causes.Select(cause => cause.ChangeId).ShouldBe(["evi_revision", "evi_record"]);

    [Fact]
    public void A_slot_swap_with_new_errors_outranks_a_restart_elsewhere_and_an_old_setting()
    {
        var verdict = new CloudCase(CloudCase.Site, "Http5xx")
            .Pattern(CloudCase.Site, "fail: Shop.Orders[500] System.InvalidOperationException: No service for type <*>", 0, 58)
            .Pattern(CloudCase.Site, "fail: Shop.Images[17] Thumbnail for <*> was not found in cache", 9, 9)
            .Beside(CloudCase.Vm)
            .Change("evi_swap", CloudCase.Site, ChangeKind.Deployment, -1.2, ("slot", null, "code of staging"))
            .Change("evi_restart", CloudCase.Vm, ChangeKind.Lifecycle, -17)
            .Change("evi_setting", CloudCase.Site, ChangeKind.Configuration, -185, ("environment", null, "appsettings (values are not read)")).Judge();

        (verdict.Causes[0].ChangeId, verdict.Causes[0].Category).ShouldBe(("evi_swap", CauseCategory.BadDeployment));
        verdict.Causes.Skip(1).ShouldAllBe(cause => cause.Confidence < verdict.Causes[0].Confidence);
    }

    [Theory]
    [InlineData("run.googleapis.com/container/memory/utilizations", 0.4, 0.99, true)]
    [InlineData("compute.googleapis.com/instance/cpu/utilization", 0.2, 0.97, true)]
    [InlineData("compute.googleapis.com/instance/cpu/utilization", 0.2, 0.6, false)]
    [InlineData("compute.googleapis.com/instance/cpu/utilization", 0.97, 0.97, false)]
    [InlineData("Percentage CPU", 20, 99, true)]
    [InlineData("CpuPercentage", 20, 60, false)]
    public void A_share_of_one_and_a_percentage_reach_their_limit_alike(string metric, double normal, double abnormal, bool isLimit) =>
        new CloudCase(CloudCase.Run).Metric(CloudCase.Run, metric, normal, abnormal, unit: "1").Judge()
            .Causes.Any(cause => cause.Signal == "exhausted_capacity").ShouldBe(isLimit);

    [Fact]
    public void The_alarm_s_target_is_the_subject_whatever_else_was_collected()
    {
        var file = new CloudCase(CloudCase.Vm).Beside(CloudCase.Site).Build(
            alarm => alarm with { TargetIds = [CloudCase.Site.Id.ToUpperInvariant()] });

        CaseEvidence.From(file with { Metrics = [] }).Subject!.Id.ShouldBe(CloudCase.Site.Id);
    }

    [Fact]
    public void Labels_name_the_subject_of_their_own_kind_and_by_number()
    {
        var cluster = CloudCase.Google(ResourceKinds.GkeCluster, "//container.googleapis.com/projects/p/locations/l/clusters/checkout");
        var machine = CloudCase.Google(
            ResourceKinds.ComputeInstance, "//compute.googleapis.com/projects/p/zones/z/instances/web-1", "7203345512887001");
        var file = new CloudCase(cluster).Beside(CloudCase.Run).Beside(machine).Build() with { Metrics = [] };

        Subject("cloud_run_revision", ("service_name", "checkout")).ShouldBe(CloudCase.Run.Id);
        Subject("k8s_cluster", ("cluster_name", "checkout")).ShouldBe(cluster.Id);
        Subject("gce_instance", ("instance_id", "7203345512887001")).ShouldBe(machine.Id);

        string Subject(string type, (string Label, string Value) label) => CaseEvidence.From(file with
        {
            Alarms = [file.Alarms[0] with { ResourceType = type, Dimensions = new Dictionary<string, string> { [label.Label] = label.Value } }],
        }).Subject!.Id;
    }

    [Fact]
    public void An_ARM_id_is_the_same_in_any_case() => ResourceIdentity.Same(
        CloudCase.Site, CloudCase.Site with { Id = CloudCase.Site.Id.Replace("resourcegroups", "resourceGroups", StringComparison.Ordinal) }).ShouldBeTrue();

    private static CloudCase AksUpgrade(double minute = -3) => new CloudCase(CloudCase.Cluster, "cluster_autoscaler_unschedulable_pods_count")
        .Relate(CloudCase.Cluster, CloudCase.Pool)
        .State(CloudCase.Cluster, ResourceStatus.Degraded, "Running, Upgrading", [("ProvisioningState", "Upgrading", null)])
        .State(CloudCase.Pool, ResourceStatus.Degraded, "Running, Upgrading", [("ProvisioningState", "Upgrading", null)])
        .Pattern(CloudCase.Cluster, Unplaced, 0, 30, LogSeverity.Warning)
        .Pattern(CloudCase.Cluster, "orders-api ERROR request <*> rejected: all 16 workers of this pod are busy", 0, 26)
        .Pattern(CloudCase.Cluster, "orders-api ERROR loyalty lookup failed", 14, 14)
        .Change(
            "evi_upgrade", CloudCase.Pool, ChangeKind.Maintenance, minute, ("orchestratorVersion", "1.30.9", "1.31.2"), ("maxUnavailable", null, "50%"))
        .Change("evi_cluster", CloudCase.Cluster, ChangeKind.Configuration, -415);

    private static CloudCase Split(ResourceRef failing) => new CloudCase(CloudCase.Run)
        .Relate(Old, CloudCase.Run, RelationType.VersionOf).Relate(New, CloudCase.Run, RelationType.VersionOf)
        .State(CloudCase.Run, ResourceStatus.Healthy, "CONDITION_SUCCEEDED", None)
        .Pattern(failing, Currency, 0, 36)
        .Pattern(Old, "loyalty: lookup of card failed: 404 no such card", 18, 18)
        .Change("evi_revision", CloudCase.Run, ChangeKind.Deployment, -45, ("image", "checkout:8.1.0", "checkout:8.2.0"))
        .Change(
            "evi_split", CloudCase.Run, ChangeKind.Configuration, -0.4, ("traffic.checkout-00041-hup", "100", "10"),
            ("traffic.checkout-00042-qiv", null, "90"));

    private static CloudCase Deployed(double recordMinute) => new CloudCase(CloudCase.Run)
        .State(CloudCase.Run, ResourceStatus.Healthy, "CONDITION_SUCCEEDED", None)
        .Pattern(CloudCase.Run, Currency, 0, 36)
        .Change("evi_revision", CloudCase.Run, ChangeKind.Deployment, -1, ("image", "checkout:8.1.0", "checkout:8.2.0"))
        .Change(
            "evi_record", CloudCase.Run, ChangeKind.Deployment, recordMinute, actor: "release@shop.example", summary: "UpdateService of checkout",
            differences: [("traffic.LATEST", null, "100")]);

    private static Change ChangeOf(ResourceRef resource, ChangeKind kind, params (string Field, string? Before, string? After)[] differences) =>
        new CloudCase(resource).Change("evi_change", resource, kind, -1, differences).Build().Changes[0];
}
