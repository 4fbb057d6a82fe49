using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

public sealed class InstanceStateRuleTests
{
    private static readonly ResourceRef Subject = InstanceCase.Subject;
    private static readonly ResourceRef Twin = InstanceCase.Sibling(1);

    [Fact]
    public void A_failed_system_check_beside_a_healthy_sibling_is_the_infrastructure()
    {
        var verdict = HostFailure().Judge();

        var cause = verdict.Causes[0];
        (cause.Resource.Id, cause.Category, cause.Signal).ShouldBe(
            (Subject.Id, CauseCategory.InfrastructureFailure, "failed_status_check"));
        cause.Confidence.ShouldBeGreaterThan(0.9);
        cause.Explanation.ShouldContain("The alarm's metric StatusCheckFailed left its baseline", customMessage: "a flag that rises is no noise");
        verdict.Onset!.Latest.ShouldBe(InstanceCase.Onset.AddMinutes(1));
        cause.Supporting.ShouldContain($"evi_state_{Twin.Name}");
        cause.Supporting[0].ShouldBe($"evi_state_{Subject.Name}");
        cause.Explanation.ShouldContain($"the sibling {Twin.Name} (web) in the same group is healthy");
        cause.Explanation.ShouldContain("availabilityZone eu-west-1b against eu-west-1a");
        cause.Explanation.ShouldNotContain("imageId", customMessage: "what twins have in common says nothing");
        cause.Refuting.ShouldBeEmpty();
        cause.NextSteps.ShouldContain(step => step.StartsWith("aws ec2 describe-instance-status"));
    }

    [Fact]
    public void Decoys_beside_it_rank_below_or_are_ruled_out()
    {
        var verdict = HostFailure()
            .Pattern("ERROR cache refresh failed: connection reset by peer", 300, 305)
            .Pattern("ERROR peer <*> does not answer: no route to host", 0, 40)
            .Metric(Twin, "CPUUtilization", 20, 98, unit: "Percent")
            .Change("evi_launch", Twin, ChangeKind.Lifecycle, -3)
            .Change("evi_deploy", Subject, ChangeKind.Deployment, -5)
            .Judge();

        (verdict.Causes[0].Resource.Id, verdict.Causes[0].Category).ShouldBe((Subject.Id, CauseCategory.InfrastructureFailure));
        verdict.Causes.Skip(1).ShouldAllBe(cause => cause.Confidence < verdict.Causes[0].Confidence);
        verdict.RuledOut.ShouldContain(item => item.Evidence.Contains("evi_launch") && item.Reason.Contains("sibling"));
        verdict.RuledOut.ShouldContain(item => item.Evidence.Contains("evi_log_000"));
        verdict.Causes.Where(cause => cause.Resource.Id == Twin.Id).ShouldAllBe(cause => cause.Confidence < 0.5);
    }

    [Fact]
    public void Siblings_that_all_fail_speak_against_a_single_host()
    {
        var alone = HostFailure().Judge().Causes[0];
        var together = new InstanceCase()
            .State(Subject, ResourceStatus.Failed, InstanceCase.Impaired("SystemStatus"))
            .State(Twin, ResourceStatus.Failed, InstanceCase.Impaired("SystemStatus"))
            .State(InstanceCase.Sibling(2), ResourceStatus.Failed, InstanceCase.Impaired("SystemStatus"))
            .Judge().Causes[0];

        together.Resource.Id.ShouldBe(Subject.Id);
        together.Confidence.ShouldBeLessThan(alone.Confidence);
        together.Refuting.ShouldBe([$"evi_state_{Twin.Name}", $"evi_state_{InstanceCase.Sibling(2).Name}"], ignoreOrder: true);
        together.Explanation.ShouldContain("all 2 siblings fail alike");
    }

    [Fact]
    public void The_instance_check_alone_says_where_and_not_what()
    {
        var cause = new InstanceCase().State(Subject, ResourceStatus.Failed, InstanceCase.Impaired("InstanceStatus"))
            .State(Twin, ResourceStatus.Healthy).Judge().Causes[0];

        cause.Category.ShouldBe(CauseCategory.Unknown);
        cause.Confidence.ShouldBeInRange(0.7, 0.92);
        cause.Explanation.ShouldContain("not why");
        cause.Confidence.ShouldBeGreaterThan(
            new InstanceCase().State(Subject, ResourceStatus.Failed, InstanceCase.Impaired("InstanceStatus")).Judge().Causes[0].Confidence,
            "a healthy twin clears the group, its image and its load");
    }

    [Fact]
    public void The_instance_check_with_memory_running_out_is_exhaustion()
    {
        var verdict = new InstanceCase().State(Subject, ResourceStatus.Failed, InstanceCase.Impaired("InstanceStatus"))
            .State(Twin, ResourceStatus.Healthy).Pattern("kernel: Out of memory: Killed process <*>", 0, 5).Judge();

        (verdict.Causes[0].Category, verdict.Causes[0].Signal).ShouldBe((CauseCategory.ResourceExhaustion, "failed_status_check"));
        verdict.Causes[0].Supporting.ShouldContain("evi_log_000");
    }

    [Fact]
    public void The_system_check_explains_the_instance_check_beside_it()
    {
        var verdict = new InstanceCase()
            .State(Subject, ResourceStatus.Failed, InstanceCase.Impaired("InstanceStatus", 1), InstanceCase.Impaired("SystemStatus")).Judge();

        verdict.Causes.ShouldHaveSingleItem().Category.ShouldBe(CauseCategory.InfrastructureFailure);
    }

    [Theory]
    [InlineData("instance-retirement", -2, "The instance is running on degraded hardware", CauseCategory.PlatformMaintenance)]
    [InlineData("system-reboot", 1, "[Completed] reboot", CauseCategory.PlatformMaintenance)]
    [InlineData("system-reboot", -2, "[Canceled] reboot", CauseCategory.InfrastructureFailure)]
    [InlineData("system-reboot", 3_000, "reboot", CauseCategory.InfrastructureFailure)]
    [InlineData("instance-retirement", -3_000, "overdue for days", CauseCategory.InfrastructureFailure)]
    public void Only_maintenance_whose_time_has_come_explains_a_failing_check(
        string code, double minute, string description, CauseCategory expected)
    {
        var verdict = new InstanceCase().State(
            Subject, ResourceStatus.Failed, InstanceCase.Impaired("SystemStatus", 1), InstanceCase.Event(code, minute, description)).Judge();

        verdict.Causes[0].Category.ShouldBe(expected);
    }

    [Fact]
    public void Maintenance_that_is_a_change_too_is_one_cause()
    {
        var verdict = new InstanceCase().State(
                Subject, ResourceStatus.Failed, InstanceCase.Impaired("SystemStatus"), InstanceCase.Event("system-maintenance", -1))
            .Change("evi_maintenance", Subject, ChangeKind.Maintenance, -1).Judge();

        verdict.Causes.ShouldHaveSingleItem().ChangeId.ShouldBe("evi_maintenance");
    }

    [Fact]
    public void Maintenance_that_an_instance_came_through_is_much_less_sure()
    {
        Verdict Judge(ResourceStatus status, params ResourceCondition[] failed) => new InstanceCase()
            .State(Subject, status, [InstanceCase.Event("instance-reboot", -1), .. failed]).State(Twin, ResourceStatus.Healthy).Judge();

        var through = Judge(ResourceStatus.Healthy).Causes[0];

        through.Category.ShouldBe(CauseCategory.PlatformMaintenance);
        through.Confidence.ShouldBeLessThan(Judge(ResourceStatus.Failed, InstanceCase.Impaired("SystemStatus")).Causes[0].Confidence - 0.1);
    }

    [Fact]
    public void Maintenance_to_come_is_ruled_out_with_its_time()
    {
        var verdict = HostFailure().State(InstanceCase.Sibling(2), ResourceStatus.Healthy, InstanceCase.Event("instance-reboot", 14_400)).Judge();

        verdict.RuledOut.ShouldContain(item => item.Resource!.Id == InstanceCase.Sibling(2).Id && item.Reason.Contains("has not begun"));
    }

    [Theory]
    [InlineData("Server.ScheduledStop", CauseCategory.PlatformMaintenance)]
    [InlineData("Server.SpotInstanceTermination", CauseCategory.CapacityLimit)]
    [InlineData("Server.InternalError", CauseCategory.InfrastructureFailure)]
    [InlineData("Client.UserInitiatedShutdown", CauseCategory.BadConfiguration)]
    [InlineData("Client.InstanceInitiatedShutdown", CauseCategory.Unknown)]
    [InlineData(null, CauseCategory.Unknown)]
    public void A_stop_takes_its_category_from_who_stopped_it(string? code, CauseCategory expected)
    {
        var cause = new InstanceCase().State(Subject, ResourceStatus.Stopped, InstanceCase.Stop(code))
            .Change("evi_stop", Subject, ChangeKind.Lifecycle, 0).Judge().Causes.ShouldHaveSingleItem();

        (cause.Category, cause.Signal, cause.ChangeId).ShouldBe((expected, "instance_not_running", "evi_stop"));
    }

    [Fact]
    public void A_sibling_that_was_stopped_is_not_blamed() => HostFailure()
        .State(InstanceCase.Sibling(2), ResourceStatus.Stopped, InstanceCase.Stop("Client.UserInitiatedShutdown", -5)).Judge()
        .Causes.ShouldAllBe(cause => cause.Resource.Id == Subject.Id);

    [Fact]
    public void A_check_that_has_failed_for_days_is_not_what_the_alarm_is_about()
    {
        var verdict = new InstanceCase().State(Subject, ResourceStatus.Failed, InstanceCase.Impaired("SystemStatus", -3_000)).Judge();

        verdict.Causes.ShouldAllBe(cause => cause.Confidence < 0.6);
    }

    [Theory]
    [InlineData("StatusCheckFailed_System", CauseCategory.InfrastructureFailure)]
    [InlineData("StatusCheckFailed_Instance", CauseCategory.Unknown)]
    public void A_check_that_failed_and_passes_again_is_still_the_cause_and_a_little_less_sure(string metric, CauseCategory expected)
    {
        var recovered = new InstanceCase().Metric(Subject, metric, 0, 1).State(Subject, ResourceStatus.Healthy).Judge().Causes[0];
        var unread = new InstanceCase().Metric(Subject, metric, 0, 1).Judge().Causes[0];

        (recovered.Category, recovered.Signal).ShouldBe((expected, "failed_status_check"));
        recovered.Refuting.ShouldBe([$"evi_state_{Subject.Name}"]);
        recovered.Explanation.ShouldContain("by now");
        (unread.Category, unread.Resource.Id).ShouldBe((expected, Subject.Id));
        unread.Explanation.ShouldContain("was not read");
        unread.Supporting.ShouldContain($"evi_metric_{metric}_{Subject.Name}");
    }

    [Fact]
    public void A_check_that_failed_in_the_baseline_too_is_nothing_new() => new InstanceCase()
        .Metric(Subject, "StatusCheckFailed_System", 1, 1).State(Subject, ResourceStatus.Healthy).Judge()
        .Causes.ShouldBeEmpty();

    [Fact]
    public void Credits_that_ran_out_exhaust_a_burstable_instance()
    {
        var verdict = new InstanceCase().Metric(Subject, "CPUCreditBalance", 60, 0).Judge();

        (verdict.Causes[0].Category, verdict.Causes[0].Signal).ShouldBe((CauseCategory.ResourceExhaustion, "exhausted_capacity"));
    }

    [Fact]
    public void Order_and_repetition_of_the_evidence_change_nothing_and_every_cited_id_exists()
    {
        var file = HostFailure().State(InstanceCase.Sibling(2), ResourceStatus.Failed, InstanceCase.Impaired("SystemStatus"))
            .Metric(Twin, "CPUUtilization", 20, 98, unit: "Percent").Pattern("ERROR no route to host", 0, 5)
            .Change("evi_launch", Twin, ChangeKind.Lifecycle, -3).Build();
        var verdict = Diagnosis.Diagnose(file);
        var mixed = Diagnosis.Diagnose(file with
        {
            States = [.. file.States.Reverse(), .. file.States], Relations = [.. file.Relations.Reverse()],
            Metrics = [.. file.Metrics.Reverse()], Changes = [.. file.Changes, .. file.Changes],
        });

        JsonSerializer.Serialize(mixed, ContractJson.Options).ShouldBe(JsonSerializer.Serialize(verdict, ContractJson.Options));
        HashSet<string> known = [.. file.Metrics.Select(x => x.EvidenceId), .. file.Logs.Select(x => x.EvidenceId),
            .. file.States.Select(x => x.EvidenceId), .. file.Changes.Select(x => x.EvidenceId)];
        verdict.Causes.SelectMany(cause => cause.Supporting.Concat(cause.Refuting))
            .Concat(verdict.RuledOut.SelectMany(item => item.Evidence)).ShouldAllBe(id => known.Contains(id));
    }

    private static InstanceCase HostFailure() => new InstanceCase()
        .State(Subject, ResourceStatus.Failed, InstanceCase.Impaired("SystemStatus"))
        .State(Twin, ResourceStatus.Healthy);
}
