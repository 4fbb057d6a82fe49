using System.Text.Json;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>One run about an instance whose host fails, over EC2's wire protocol and AWS's own client.</summary>
public sealed class SimulatedInstance : IAsyncLifetime
{
    private readonly SimulatedAccount _account = new("ec2-status-check");

    internal CollectedFindings Findings { get; } = new();

    internal CollectionEnd End { get; private set; } = null!;

    public CloudSimulation.CloudSimulator Simulator => _account.Simulator;

    public async ValueTask InitializeAsync()
    {
        await _account.InitializeAsync();
        End = await _account.RunAsync(Findings, await _account.AssumeRoleAsync("ObservabilityReadOnly"));
    }

    public ValueTask DisposeAsync() => _account.DisposeAsync();
}

public sealed class SimulatedInstanceTests(SimulatedInstance incident) : IClassFixture<SimulatedInstance>
{
    private const string Failing = "i-0f1e2d3c4b5a69788";
    private const string Twin = "i-0a9b8c7d6e5f40312";
    private const string Young = "i-05c4d3e2f1a0b9876";
    private readonly CollectedFindings _findings = incident.Findings;

    [Fact]
    public void The_failing_instance_and_its_siblings_are_collected_completely()
    {
        incident.End.Completed.ShouldNotBeNull().Sources.Where(source => source.Outcome != CoverageOutcome.NotApplicable && source.Source != "cloudtrail")
            .ShouldAllBe(source => source.Outcome == CoverageOutcome.Complete);
        incident.End.Completed!.Sources.Where(source => source.Outcome == CoverageOutcome.Complete).Select(s => s.Source)
            .ShouldBe(["alarm", "resolve", "metrics", "alarm_history", "logs", "ec2", "autoscaling"]);
        var states = _findings.Of(f => f.States).Where(state => state.Resource.Kind == ResourceKinds.Ec2Instance).ToDictionary(state => state.Resource.Name);
        states.Keys.ShouldBe([Failing, Twin, Young], ignoreOrder: true);
        states[Failing].Status.ShouldBe(ResourceStatus.Failed);
        states[Failing].NativeStatus.ShouldBe("running, system check impaired, instance check impaired, attached EBS check ok");
        var system = states[Failing].Conditions.Single(condition => condition.Type == "SystemStatus");
        system.Reason.ShouldBe("impaired");
        system.Since.ShouldBe(Minute(-4));
        states[Twin].Status.ShouldBe(ResourceStatus.Healthy);
        states[Twin].Conditions.ShouldHaveSingleItem().Reason.ShouldBe("instance-reboot");
        states[Twin].Attributes["availabilityZone"].ShouldBe("us-east-1b");
        states[Failing].Attributes["name"].ShouldBe("checkout-web");
    }

    [Fact]
    public void Relations_lead_to_alarm_siblings_and_logs_each_with_its_rule()
    {
        var relations = _findings.Of(f => f.Relations);

        relations.ShouldAllBe(relation => relation.From.Name == Failing);
        relations.Where(r => r.Type == RelationType.SiblingOf).Select(r => (r.To.Name, r.Source)).ShouldBe(
            [(Twin, "tag aws:autoscaling:groupName = checkout-web-asg"), (Young, "tag aws:autoscaling:groupName = checkout-web-asg")],
            ignoreOrder: true);
        relations.Single(r => r.Type == RelationType.MeasuredBy).Source.ShouldBe("alarm dimension InstanceId");
        relations.Single(r => r.Type == RelationType.LogsTo).To.Name.ShouldBe("/ec2/checkout-web");
    }

    [Fact]
    public void Only_a_launch_inside_the_look_back_is_a_change()
    {
        var change = _findings.Of(f => f.Changes).Single(change => change.Resource.Kind == ResourceKinds.Ec2Instance);

        _findings.Of(f => f.Changes).Single(other => other.Resource.Kind == ResourceKinds.AutoScalingGroup).Summary
            .ShouldBe($"checkout-web-asg: Launching a new EC2 instance: {Young} (a monitor alarm scale-out changed the desired capacity from 2 to 3.)");
        change.Resource.Name.ShouldBe(Young);
        change.Kind.ShouldBe(ChangeKind.Lifecycle);
        change.Time.OccurredAt.ShouldBe(Minute(-25));
    }

    [Fact]
    public void The_alarms_metric_is_measured_on_the_instance_with_companions_beside_it()
    {
        var series = _findings.Of(f => f.Metrics);

        var alarm = series.Single(s => s.Role == MetricRole.Alarm);
        (alarm.Name, alarm.Resource.Name).ShouldBe(("StatusCheckFailed_System", Failing));
        alarm.Points.Max(point => point.Value).ShouldBe(1);
        series.Where(s => s.Resource.Name == Failing).Select(s => s.Name).ShouldBeUnique();
        series.ShouldContain(s => s.Resource.Name == Twin && s.Name == "StatusCheckFailed_System" && s.Points.All(p => !(p.Value > 0)));
    }

    [Fact]
    public void Nothing_secret_leaves_and_only_planned_calls_are_made()
    {
        var wire = JsonSerializer.Serialize(_findings.All, ContractJson.Options);
        foreach (var canary in incident.Simulator.Scenario.Canaries)
        {
            wire.ShouldNotContain(canary);
        }

        wire.ShouldNotContain("operations\"", customMessage: "the name of a key pair is not on the list of attributes");
        var planned = Collection.Plans.AwsPlans.All.SelectMany(p => p.Calls).Select(c => c.Permission).ToHashSet();
        incident.Simulator.Calls.Where(c => c.Service != "sts").Select(c => $"{c.Service}:{c.Operation}").Distinct()
            .ShouldAllBe(call => planned.Contains(call));
        incident.Simulator.Calls.Count(c => c.Service == "ec2").ShouldBe(4);
    }

    private DateTimeOffset Minute(int minute)
    {
        var alarm = incident.Simulator.Facts.AlarmTime;
        return new DateTimeOffset(alarm.UtcTicks - (alarm.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero).AddMinutes(minute);
    }
}

/// <summary>What EC2 refuses, in its own words, through AWS's own client.</summary>
public sealed class SimulatedInstanceFaultTests : IAsyncLifetime
{
    private static readonly string[] OnlyEc2 = ["ec2"];
    private readonly SimulatedAccount _account = new("ec2-status-check");
    private readonly CollectedFindings _findings = new();

    public ValueTask InitializeAsync() => _account.InitializeAsync();

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task A_role_without_ec2_names_both_permissions_and_still_knows_the_instance()
    {
        var end = await RunAsync("ObservabilityNoEc2");

        end.ShouldBe(CoverageOutcome.Denied);
        var rows = _findings.Of(f => f.Coverage).Where(row => row.Source == "ec2").ToList();
        rows.Select(row => row.MissingPermission).ShouldBe(["ec2:DescribeInstanceStatus", "ec2:DescribeInstances"], ignoreOrder: true);
        rows.ShouldAllBe(row => row.Reason == RefusalReason.MissingPermission && row.Remedy!.Contains("\"Action\":\"ec2:Describe"));
        _findings.Of(f => f.Resources).ShouldContain(resource => resource.Kind == ResourceKinds.Ec2Instance);
        _findings.Of(f => f.Relations).ShouldContain(relation => relation.Type == RelationType.MeasuredBy);
    }

    [Fact]
    public async Task Denied_status_checks_leave_state_and_changes()
    {
        _account.Simulator.Switches.Set("ec2:DescribeInstanceStatus", new Switch { Deny = true });

        (await RunAsync("ObservabilityReadOnly")).ShouldBe(CoverageOutcome.Denied);

        _findings.Of(f => f.States).Select(state => state.Status).ShouldBe(
            [ResourceStatus.Unknown, ResourceStatus.Unknown, ResourceStatus.Unknown]);
        _findings.Of(f => f.Changes).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("throttle", CoverageOutcome.Throttled, RefusalReason.Throttled, 2)]
    [InlineData("error", CoverageOutcome.Failed, RefusalReason.ProviderError, 2)]
    [InlineData("garbage", CoverageOutcome.Failed, RefusalReason.ProviderError, 2)]
    [InlineData("redirect", CoverageOutcome.Failed, RefusalReason.ProviderError, 1)]
    [InlineData("hang", CoverageOutcome.Failed, RefusalReason.ProviderUnreachable, 2)]
    public async Task A_fault_is_classified_and_retried_by_the_pipeline_alone(
        string fault, CoverageOutcome outcome, RefusalReason reason, int attempts)
    {
        var simulator = _account.Simulator;
        simulator.Switches.Set("ec2:DescribeInstanceStatus", fault switch
        {
            "throttle" => new Switch { ThrottleTimes = 1_000 },
            "error" => new Switch { Status500Times = 1_000 },
            "garbage" => new Switch { Garbage = true },
            "redirect" => new Switch { RedirectTo = simulator.ControlEndpoint },
            _ => new Switch { Hang = true },
        });

        var end = await RunAsync(
            "ObservabilityReadOnly",
            options => (options.AttemptTimeoutSeconds, options.MaxAttempts) = (fault == "hang" ? 1 : 15, 2));

        end.ShouldBe(outcome);
        var row = _findings.Of(f => f.Coverage).Single(c => c.Api == "ec2:DescribeInstanceStatus");
        (row.Reason, row.CallsUsed).ShouldBe((reason, attempts));

        // A call that hangs is logged only when the simulator has seen the client go.
        simulator.Calls.Count(c => c.Operation == "DescribeInstanceStatus").ShouldBeInRange(
            fault == "hang" ? 0 : attempts, attempts,
            "every attempt that the customer's quota sees is one that the meter has counted");
    }

    [Fact]
    public async Task Short_faults_are_retried_and_leave_no_trace_in_coverage()
    {
        var credentials = await _account.AssumeRoleAsync("ObservabilityReadOnly");
        _account.Simulator.Switches.Set("ec2", new Switch { ThrottleTimes = 1, Status500Times = 1 });

        var end = await _account.RunAsync(_findings, credentials, OnlyEc2);

        end.Completed.ShouldNotBeNull().Sources.ShouldAllBe(source => source.Outcome == CoverageOutcome.Complete);
    }

    private async Task<CoverageOutcome> RunAsync(string role, Action<CollectorAwsOptions>? configure = null)
    {
        var end = await _account.RunAsync(_findings, await _account.AssumeRoleAsync(role), OnlyEc2, configure);
        return end.Completed.ShouldNotBeNull().Sources.Single(source => source.Source == "ec2").Outcome;
    }
}
