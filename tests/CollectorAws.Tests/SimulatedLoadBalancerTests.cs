using System.Text.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>One whole run over the incident of a load balancer.</summary>
public sealed class SimulatedBalancer : IAsyncLifetime
{
    internal SimulatedAccount Account { get; } = new("alb-failing-target");

    internal CollectedFindings Findings { get; } = new();

    internal CollectionEnd End { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Account.InitializeAsync();
        End = await Account.RunAsync(Findings, await Account.AssumeRoleAsync("ObservabilityReadOnly"));
    }

    public ValueTask DisposeAsync() => Account.DisposeAsync();
}

public sealed class SimulatedLoadBalancerTests(SimulatedBalancer incident) : IClassFixture<SimulatedBalancer>
{
    private const string Failing = "i-0f1e2d3c4b5a69788";
    private const string Arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:";
    private readonly CollectedFindings _findings = incident.Findings;

    [Fact]
    public void The_target_group_leads_to_its_instances_the_failing_one_first()
    {
        var routes = _findings.Of(f => f.Relations)
            .Where(r => r.Type == RelationType.RoutesTo && r.From.Kind == ResourceKinds.TargetGroup && r.To.Kind == ResourceKinds.Ec2Instance).ToList();

        routes.Count.ShouldBe(3);
        routes[0].To.Name.ShouldBe(Failing);
        routes.ShouldAllBe(r => r.Source == "elasticloadbalancing:DescribeTargetHealth");
        _findings.Of(f => f.Relations).Count(r => r.Type == RelationType.SiblingOf && r.From.Name == Failing).ShouldBeGreaterThanOrEqualTo(2);
        _findings.Of(f => f.Relations).ShouldContain(r => r.From.Name == Failing && r.To.Name == "checkout-web-asg" && r.Type == RelationType.PartOf);
        _findings.Of(f => f.Relations).ShouldContain(r => r.From.Name == Failing && r.Type == RelationType.LogsTo);
        incident.End.Completed.ShouldNotBeNull().Sources.Where(s => s.Source is "resolve" or "load_balancer" or "autoscaling" or "ec2")
            .ShouldAllBe(s => s.Outcome == CoverageOutcome.Complete);
    }

    [Fact]
    public void The_group_says_which_target_gets_no_traffic_and_why_and_keeps_no_query()
    {
        var state = _findings.Of(f => f.States).Single(s => s.Resource.Kind == ResourceKinds.TargetGroup);

        state.Status.ShouldBe(ResourceStatus.Degraded);
        state.NativeStatus.ShouldBe("2 of 3 targets healthy");
        var condition = state.Conditions.ShouldHaveSingleItem();
        (condition.Type, condition.Reason, condition.Message).ShouldBe(
            ("TargetHealth", "Target.Timeout", $"{Failing}:8080 is unhealthy: Request timed out"));
        state.Attributes["healthCheckPath"].ShouldBe("/health");
        _findings.Of(f => f.States).Single(s => s.Resource.Kind == ResourceKinds.LoadBalancer).Status.ShouldBe(ResourceStatus.Healthy);
        _findings.Of(f => f.States).Single(s => s.Resource.Name == Failing).Status.ShouldBe(ResourceStatus.Failed);
    }

    [Fact]
    public void The_scaling_group_tells_what_it_did_and_what_it_failed_to_do()
    {
        var state = _findings.Of(f => f.States).Single(s => s.Resource.Kind == ResourceKinds.AutoScalingGroup);

        state.Status.ShouldBe(ResourceStatus.Healthy);
        state.NativeStatus.ShouldBe("3 of 3 instances in service");
        var failed = state.Conditions.ShouldHaveSingleItem();
        (failed.Type, failed.Reason).ShouldBe(("ScalingActivity", "Failed"));
        failed.Message.ShouldNotBeNull().ShouldContain("do not have sufficient m6i.large capacity");
        var change = _findings.Of(f => f.Changes).Single(c => c.Resource.Kind == ResourceKinds.AutoScalingGroup);
        change.Kind.ShouldBe(ChangeKind.Scaling);
        change.Summary.ShouldContain("Launching a new EC2 instance: i-05c4d3e2f1a0b9876");
    }

    [Fact]
    public void Nothing_secret_leaves_and_only_planned_calls_are_made()
    {
        var wire = JsonSerializer.Serialize(_findings.All, ContractJson.Options);

        incident.Account.Simulator.Scenario.Canaries.ShouldAllBe(canary => !wire.Contains(canary));
        var planned = AwsPlans.All.SelectMany(p => p.Calls).Select(c => c.Permission).ToHashSet();
        incident.Account.Simulator.Calls.Where(c => c.Service != "sts").Select(c => $"{c.Service}:{c.Operation}").Distinct()
            .ShouldAllBe(call => planned.Contains(call));
    }

    [Fact]
    public async Task Where_the_load_balancer_may_not_be_asked_the_metrics_still_name_it_and_the_remedy_is_said()
    {
        var findings = new CollectedFindings();

        await incident.Account.RunAsync(findings, await incident.Account.AssumeRoleAsync("ObservabilityNoBalancing"), ["load_balancer"]);

        findings.Of(f => f.Resources).Select(r => r.Kind).ShouldContain(ResourceKinds.TargetGroup);
        findings.Of(f => f.Coverage).Where(c => c.Source == "load_balancer").Select(c => c.MissingPermission).ShouldContain("elasticloadbalancing:DescribeTargetHealth");
        findings.Of(f => f.Coverage).Where(c => c.Outcome == CoverageOutcome.Denied).ShouldAllBe(c => !c.Mandatory && c.Remedy != null);
    }

    [Fact]
    public async Task A_requested_load_balancer_leads_through_its_groups_to_the_same_instance()
    {
        var findings = new CollectedFindings();
        var balancer = new ResourceRef
        {
            Provider = CloudProvider.Aws, Account = "123456789012", Region = "us-east-1", Kind = ResourceKinds.LoadBalancer,
            Id = Arn + "loadbalancer/app/checkout-public/50dc6c495c0c9188", Name = "checkout-public",
        };

        await incident.Account.RunAsync(
            findings, await incident.Account.AssumeRoleAsync("ObservabilityReadOnly"), ["load_balancer"], requested: [balancer]);

        findings.Of(f => f.Resources).Select(r => r.Name).ShouldContain(Failing);
        findings.Of(f => f.States).Single(s => s.Resource.Kind == ResourceKinds.TargetGroup).Status.ShouldBe(ResourceStatus.Degraded);
    }
}
