using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.CollectorAws.Sources;
using CauseFlow.Contracts;
using static CauseFlow.CollectorAws.Tests.InstanceContext;

namespace CauseFlow.CollectorAws.Tests;

public sealed class Ec2SourceTests
{
    private static readonly StatusCheck Ok = new("ok", null);
    private readonly FakeEc2 _ec2 = new();

    [Theory]
    [InlineData("running", "ok", "ok", "ok", ResourceStatus.Healthy)]
    [InlineData("running", "impaired", "ok", "ok", ResourceStatus.Failed)]
    [InlineData("running", "ok", "impaired", "ok", ResourceStatus.Failed)]
    [InlineData("running", "ok", "ok", "impaired", ResourceStatus.Degraded)]
    [InlineData("running", "initializing", "initializing", "ok", ResourceStatus.Unknown)]
    [InlineData("running", "ok", "insufficient-data", "ok", ResourceStatus.Unknown)]
    [InlineData("pending", "not-applicable", "not-applicable", "not-applicable", ResourceStatus.Unknown)]
    [InlineData("stopped", "not-applicable", "not-applicable", "not-applicable", ResourceStatus.Stopped)]
    [InlineData("shutting-down", "ok", "ok", "ok", ResourceStatus.Stopped)]
    public async Task State_and_checks_make_the_status(
        string state, string system, string instance, string ebs, ResourceStatus expected)
    {
        _ec2.Instances.Add(Instance(state: state));
        _ec2.Statuses.Add(new CloudInstanceStatus(
            Self, new StatusCheck(system, null), new StatusCheck(instance, null), new StatusCheck(ebs, null), []));

        (await StateAsync()).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task A_stop_is_a_condition_and_a_change_with_its_time()
    {
        _ec2.Instances.Add(Instance(state: "stopped") with
        {
            StateTransitionReason = "User initiated (2026-11-20 11:50:00 GMT)",
            StateReasonCode = "Client.UserInitiatedShutdown",
            StateReasonMessage = "Client.UserInitiatedShutdown: User initiated shutdown",
        });

        var batch = await CollectAsync();

        var condition = batch.States.ShouldHaveSingleItem().Conditions.ShouldHaveSingleItem();
        (condition.Type, condition.Reason, condition.Since).ShouldBe(("State", "Client.UserInitiatedShutdown", Now.AddMinutes(-10)));
        var change = batch.Changes.ShouldHaveSingleItem();
        (change.Kind, change.Time.OccurredAt).ShouldBe((ChangeKind.Lifecycle, Now.AddMinutes(-10)));
        change.Summary.ShouldContain("User initiated shutdown");
    }

    [Theory]
    [InlineData("reboot", -5, 1)]
    [InlineData("[Completed] reboot", -5, 1)]
    [InlineData("[Canceled] reboot", -5, 0)]
    [InlineData("reboot", 60, 0)]
    [InlineData("reboot", -60 * 24 * 30, 0)]
    public async Task Only_maintenance_that_has_come_is_a_change(string description, double minute, int changes)
    {
        _ec2.Instances.Add(Instance());
        _ec2.Statuses.Add(new CloudInstanceStatus(Self, Ok, Ok, Ok,
            [new ScheduledEvent("system-reboot", description, Now.AddMinutes(minute), Now.AddMinutes(minute + 10))]));

        var batch = await CollectAsync();

        batch.Changes.Count(change => change.Kind == ChangeKind.Maintenance).ShouldBe(changes);
        batch.States.Single().Conditions.ShouldHaveSingleItem().Type.ShouldBe("ScheduledEvent");
    }

    [Theory]
    [InlineData(-10, 1)]
    [InlineData(-60 * 24 * 8, 0)]
    public async Task A_start_inside_the_look_back_is_a_change(double minute, int changes)
    {
        _ec2.Instances.Add(Instance() with { LaunchedAt = Now.AddMinutes(minute) });

        (await CollectAsync()).Changes.Count.ShouldBe(changes);
    }

    [Fact]
    public async Task A_running_instance_keeps_no_reason_of_an_earlier_stop()
    {
        _ec2.Instances.Add(Instance() with { StateTransitionReason = "User initiated (2026-11-20 11:50:00 GMT)" });

        var batch = await CollectAsync();

        batch.Changes.ShouldBeEmpty();
        batch.States.Single().Conditions.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_instance_that_is_gone_is_partial_and_not_a_failure()
    {
        _ec2.Refusal = new PermanentCollectionException(RefusalReason.InvalidInput, "does not exist", "check")
        {
            Api = "ec2:DescribeInstances", ProviderCode = AwsErrors.Ec2NotFound,
        };

        (await CollectAsync()).Coverage.Single(row => row.Api == "ec2:DescribeInstances").Outcome.ShouldBe(CoverageOutcome.Partial);
    }

    [Fact]
    public async Task Nothing_resolved_is_not_applicable()
    {
        var batches = new List<EvidenceBatch>();
        await foreach (var batch in CreateSut().CollectAsync(About(), TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        batches.ShouldHaveSingleItem().Coverage.ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.NotApplicable);
    }

    private Ec2Source CreateSut() => new(_ec2, new CollectorAwsOptions());

    private async Task<ResourceState> StateAsync() => (await CollectAsync()).States.ShouldHaveSingleItem();

    private async Task<EvidenceBatch> CollectAsync()
    {
        var context = About();
        context = context with { Resources = [InstanceId.Resource(context, Self)] };
        await foreach (var batch in CreateSut().CollectAsync(context, TestContext.Current.CancellationToken))
        {
            return batch;
        }

        throw new InvalidOperationException("The source gave nothing.");
    }
}
