using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

public sealed class EcsDiagnosisTests
{
    private static readonly (string, string?, string?) Setting = ("env.PRICING_URL", "39 characters, keyed hash aa", "31 characters, keyed hash bb");
    private static readonly (string, string?, string?) Image = ("image", "web:1", "web:2");
    private static readonly (string, string?, string?) LessMemory = ("memory", "1024", "512");

    [Fact]
    public void A_revision_that_only_changes_a_setting_and_crashes_is_bad_configuration()
    {
        var verdict = Rollout(Setting).NewError("ERROR ConfigurationError: PRICING_URL").Judge();

        var cause = verdict.Causes[0];
        cause.Resource.Id.ShouldBe(EcsCase.Service.Id);
        cause.Category.ShouldBe(CauseCategory.BadConfiguration);
        cause.Signal.ShouldBe("failed_tasks");
        cause.ChangeId.ShouldBe("evi_new");
        cause.Summary.ShouldBe("4 tasks of web (web:2) stopped with exit code 1 (container web) after a deployment that changed env.PRICING_URL.");
        cause.Confidence.ShouldBeGreaterThan(0.9);
        cause.Supporting.ShouldContain("evi_log_000");
        cause.Explanation.ShouldContain("2 tasks of web:1 kept running");
        verdict.Causes.Skip(1).ShouldAllBe(other => other.Resource.Id == EcsCase.Service.Id && other.Confidence < 0.9);
    }

    [Fact]
    public void A_neighbours_healthy_deployment_and_yesterdays_are_ruled_out()
    {
        var verdict = Rollout(Setting).NewError("ERROR ConfigurationError: PRICING_URL")
            .Deployed("evi_neighbour", EcsCase.Neighbour, 18, "search:1", "search:2", Image)
            .ServiceState(EcsCase.Neighbour, ResourceStatus.Healthy, "COMPLETED")
            .Deployed("evi_old", EcsCase.Service, 26 * 60, "web:0", "web:1", Image).Judge();

        verdict.Causes[0].ChangeId.ShouldBe("evi_new");
        verdict.Causes.ShouldAllBe(cause => cause.ChangeId != "evi_neighbour" && cause.ChangeId != "evi_old");
        verdict.RuledOut.ShouldContain(item => item.Evidence.Contains("evi_neighbour") && item.Reason.Contains("2 of 2 tasks run"));
        verdict.RuledOut.ShouldContain(item => item.Evidence.Contains("evi_old") && item.Reason.Contains("26 h"));
    }

    [Theory]
    [InlineData("env.PRICING_URL", CauseCategory.BadConfiguration)]
    [InlineData("containers.web.env.VERSION", CauseCategory.BadConfiguration)]
    [InlineData("secrets.KEY", CauseCategory.BadConfiguration)]
    [InlineData("command", CauseCategory.BadConfiguration)]
    [InlineData("image", CauseCategory.BadDeployment)]
    public void Without_a_stopped_task_the_one_difference_still_decides_what_a_new_error_comes_from(string field, CauseCategory expected)
    {
        var verdict = new EcsCase().Deployed("evi_new", EcsCase.Service, 2, "web:1", "web:2", (field, "a", "b"))
            .NewError("ERROR something new").Judge();

        verdict.Causes[0].ChangeId.ShouldBe("evi_new");
        verdict.Causes[0].Category.ShouldBe(expected);
    }

    [Fact]
    public void A_cluster_is_no_path_between_its_services()
    {
        var verdict = new EcsCase().NewError("ERROR something new")
            .Deployed("evi_neighbour", EcsCase.Neighbour, 5, "search:1", "search:2", Image).Judge();

        verdict.Causes.ShouldNotBeEmpty();
        verdict.Causes[0].ChangeId.ShouldNotBe("evi_neighbour");
        verdict.Causes.Where(cause => cause.ChangeId == "evi_neighbour").ShouldAllBe(cause => cause.Confidence < 0.5);
    }

    [Theory]
    [MemberData(nameof(Rollouts))]
    public void What_a_failing_deployment_changed_decides_its_category(
        (string, string?, string?)[] differences, string type, string reason, string message, CauseCategory expected)
    {
        var verdict = new EcsCase().Deployed("evi_new", EcsCase.Service, 2, "web:1", "web:2", differences)
            .Failed("web:2", 3, type, reason, message).Healthy("web:1").Judge();

        verdict.Causes[0].Category.ShouldBe(expected);
        verdict.Causes[0].ChangeId.ShouldBe("evi_new");
        verdict.Causes[0].Signal.ShouldBe("failed_tasks");
    }

    public static TheoryData<(string, string?, string?)[], string, string, string, CauseCategory> Rollouts => new()
    {
        { [Image], "ContainerStopped", "exit code 1", "exit code 1 (container web)", CauseCategory.BadDeployment },
        { [Image, Setting], "ContainerStopped", "exit code 1", "exit code 1 (container web)", CauseCategory.BadDeployment },
        { [("secrets.KEY", null, "arn:x")], "ContainerStopped", "exit code 1", "exit code 1 (container web)", CauseCategory.BadConfiguration },
        { [Setting], "Stopped", "ServiceSchedulerInitiated", "Task failed container health checks", CauseCategory.BadConfiguration },
        { [Image], "ContainerStopped", "OutOfMemoryError", "OutOfMemoryError: Container killed due to memory usage", CauseCategory.ResourceExhaustion },
        { [LessMemory], "ContainerStopped", "OutOfMemoryError", "OutOfMemoryError: Container killed due to memory usage", CauseCategory.BadConfiguration },
        { [Image], "Stopped", "TaskFailedToStart", "CannotPullContainerError: pull access denied, 403 Forbidden", CauseCategory.PermissionOrCredential },
        { [Image], "Stopped", "TaskFailedToStart", "CannotPullContainerError: web:2: not found", CauseCategory.BadConfiguration },
        { [Setting], "Stopped", "TaskFailedToStart", "ResourceInitializationError: unable to pull secrets: AccessDeniedException", CauseCategory.PermissionOrCredential },
        { [Setting], "Stopped", "TaskFailedToStart", "ResourceInitializationError: unable to pull secrets: can't find the specified secret", CauseCategory.BadConfiguration },
        { [Setting], "Stopped", "TaskFailedToStart", "CannotPullContainerError: dial tcp 10.0.0.1:443: i/o timeout", CauseCategory.DependencyFailure },
    };

    [Fact]
    public void Memory_without_a_deployment_is_exhaustion_and_names_no_change()
    {
        var verdict = new EcsCase().Failed("web:1", 3, "ContainerStopped", "OutOfMemoryError", "OutOfMemoryError: killed").Judge();

        verdict.Causes[0].Category.ShouldBe(CauseCategory.ResourceExhaustion);
        verdict.Causes[0].ChangeId.ShouldBeNull();
    }

    [Fact]
    public void Crashes_without_a_deployment_take_their_category_from_the_log()
    {
        var verdict = new EcsCase().Crashed("web:1", 3).NewError("ERROR connect ECONNREFUSED <*>:5432").Judge();

        verdict.Causes[0].Signal.ShouldBe("failed_tasks");
        verdict.Causes[0].Category.ShouldBe(CauseCategory.DependencyFailure);
    }

    [Fact]
    public void A_revision_that_ran_for_long_is_not_blamed_for_its_deployment() =>
        new EcsCase().Deployed("evi_old", EcsCase.Service, 90, "web:0", "web:1", Image).Crashed("web:1", 3).Judge()
            .Causes.ShouldAllBe(cause => cause.ChangeId == null);

    [Fact]
    public void A_fix_that_fails_after_the_onset_is_not_the_cause() =>
        new EcsCase().Deployed("evi_fix", EcsCase.Service, -3, "web:1", "web:2", Setting).Crashed("web:2", 2, fromMinute: 5).Judge()
            .Causes.ShouldAllBe(cause => cause.ChangeId == null);

    [Fact]
    public void Tasks_that_crashed_as_often_before_speak_against_it()
    {
        var verdict = new EcsCase().Crashed("web:1", 3).Crashed("web:1", 3, fromMinute: -40).NewError("ERROR something new").Judge();

        verdict.Causes.Where(cause => cause.Signal == "failed_tasks")
            .ShouldAllBe(cause => cause.Confidence < 0.7 && cause.Explanation.Contains("in the hour before too"));
    }

    [Fact]
    public void A_service_that_cannot_place_tasks_has_reached_its_capacity()
    {
        var verdict = new EcsCase().ServiceState(EcsCase.Service, ResourceStatus.Degraded, "COMPLETED", new ResourceCondition
        {
            Type = "UnableToPlaceTask", Message = "no container instance met all of its requirements", Since = CaseBuilder.Onset,
        }).Judge();

        verdict.Causes[0].Category.ShouldBe(CauseCategory.CapacityLimit);
        verdict.Causes[0].Signal.ShouldBe("unplaced_tasks");
    }

    [Fact]
    public void The_order_of_evidence_does_not_matter()
    {
        var file = Rollout(Setting).NewError("ERROR ConfigurationError").Build();
        var reversed = file with
        {
            States = [.. file.States.Reverse()], Relations = [.. file.Relations.Reverse()], Changes = [.. file.Changes.Reverse()],
        };

        JsonSerializer.Serialize(Diagnosis.Diagnose(reversed), ContractJson.Options)
            .ShouldBe(JsonSerializer.Serialize(Diagnosis.Diagnose(file), ContractJson.Options));
    }

    private static EcsCase Rollout(params (string, string?, string?)[] differences) => new EcsCase()
        .Deployed("evi_new", EcsCase.Service, 2, "web:1", "web:2", differences).Crashed("web:2", 4).Healthy("web:1", 2);
}
