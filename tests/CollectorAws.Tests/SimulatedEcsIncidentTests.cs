using System.Text.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>One whole run over the ECS incident.</summary>
public sealed class SimulatedEcsIncident : IAsyncLifetime
{
    internal SimulatedAccount Account { get; } = new("ecs-bad-setting");

    internal CollectedFindings Findings { get; } = new();

    internal CollectionEnd End { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Account.InitializeAsync();
        End = await Account.RunAsync(Findings, await Account.AssumeRoleAsync("ObservabilityReadOnly"));
    }

    public ValueTask DisposeAsync() => Account.DisposeAsync();
}

public sealed class SimulatedEcsIncidentTests(SimulatedEcsIncident incident) : IClassFixture<SimulatedEcsIncident>
{
    private const string Ecs = "arn:aws:ecs:us-east-1:123456789012:";
    private const string Service = Ecs + "service/shop/storefront";
    private readonly CollectedFindings _findings = incident.Findings;

    [Fact]
    public void The_alarms_load_balancer_leads_to_the_service_and_its_logs()
    {
        var paths = _findings.Of(f => f.Relations).Select(r => $"{r.From.Name} {r.Type} {r.To.Name}").ToList();

        paths.ShouldContain("shop-public RoutesTo storefront");
        _findings.Of(f => f.Relations).ShouldContain(r => r.From.Kind == ResourceKinds.TargetGroup
            && r.Type == RelationType.RoutesTo && r.To.Id == Service && r.Source == "ecs:DescribeServices loadBalancers");
        _findings.Of(f => f.Relations).ShouldContain(r => r.From.Kind == ResourceKinds.TargetGroup
            && r.Type == RelationType.MeasuredBy && r.To.Kind == ResourceKinds.CloudWatchAlarm);
        paths.ShouldContain("storefront PartOf shop");
        paths.ShouldContain("storefront LogsTo /ecs/storefront");
        paths.ShouldContain("storefront:58 VersionOf storefront");
        incident.End.Completed.ShouldNotBeNull().Sources
            .Where(s => s.Source is "alarm" or "resolve" or "metrics" or "logs" or "ecs")
            .ShouldAllBe(s => s.Outcome == CoverageOutcome.Complete);
    }

    [Fact]
    public void A_deployment_shows_the_one_setting_that_it_changed()
    {
        var changes = _findings.Of(f => f.Changes).Where(c => c.Resource.Id == Service).OrderBy(c => c.Time.OccurredAt).ToList();

        changes.ShouldAllBe(change => change.Kind == ChangeKind.Deployment);
        changes[0].Differences.Select(d => d.Field).ShouldBe(["taskDefinition", "image"]);
        changes[1].Differences.Select(d => d.Field).ShouldBe(["taskDefinition", "env.PRICING_API_URL"]);
        changes[1].Differences[0].ShouldBe(new Difference { Field = "taskDefinition", Before = "storefront:57", After = "storefront:58" });
        changes[1].Differences[1].Before.ShouldNotBeNull().ShouldStartWith("39 characters, keyed hash ");
        changes[1].Differences[1].After.ShouldNotBeNull().ShouldStartWith("31 characters, keyed hash ");
        changes.Count.ShouldBe(2);
    }

    [Fact]
    public void Stopped_tasks_say_why_and_the_old_revision_is_seen_healthy()
    {
        var tasks = _findings.Of(f => f.States).Where(s => s.Resource.Kind == ResourceKinds.EcsTask).ToList();
        var failed = tasks.Where(task => task.Status == ResourceStatus.Failed).ToList();

        failed.Count.ShouldBe(6);
        failed.ShouldAllBe(task => task.Attributes["taskDefinition"] == "storefront:58" && task.Attributes["exitCodes"] == "storefront=1");
        failed[0].Conditions.Select(c => $"{c.Type} {c.Reason}").ShouldBe(
            ["Stopped EssentialContainerExited", "ContainerStopped exit code 1"]);
        tasks.Where(task => task.Status == ResourceStatus.Healthy)
            .ShouldAllBe(task => task.Attributes["taskDefinition"] == "storefront:57");
        tasks.Count(task => task.Status == ResourceStatus.Healthy).ShouldBe(2);
        tasks.Count(task => task.Status == ResourceStatus.Stopped).ShouldBe(2);
        _findings.Of(f => f.Relations).Count(r => r.Type == RelationType.PartOf && r.From.Kind == ResourceKinds.EcsTask).ShouldBe(tasks.Count);
    }

    [Fact]
    public void The_service_is_degraded_and_its_events_are_conditions()
    {
        var state = _findings.Of(f => f.States).Single(s => s.Resource.Id == Service);

        state.Status.ShouldBe(ResourceStatus.Degraded);
        state.NativeStatus.ShouldBe("ACTIVE, rollout IN_PROGRESS");
        state.Attributes["failedTasks"].ShouldBe("6");
        state.Conditions.Select(c => c.Type).ShouldBe(["Rollout", "UnhealthyInTargetGroup"]);
    }

    [Fact]
    public void A_neighbours_deployment_is_seen_with_its_health()
    {
        var change = _findings.Of(f => f.Changes).Single(c => c.Resource.Name == "search");

        change.Differences.Select(d => d.Field).ShouldBe(["taskDefinition", "image"]);
        _findings.Of(f => f.States).Single(s => s.Resource.Name == "search").Status.ShouldBe(ResourceStatus.Healthy);
    }

    [Fact]
    public void Metrics_are_those_of_balancer_group_and_service()
    {
        var series = _findings.Of(f => f.Metrics);

        series.Single(s => s.Role == MetricRole.Alarm).Resource.Kind.ShouldBe(ResourceKinds.TargetGroup);
        string[] withData = [.. series.Where(s => s.Points.Any(p => p.Value is not null))
            .Select(s => $"{s.Resource.Kind} {s.Name} {s.Statistic}")];
        withData.ShouldContain("aws.ecs.service CPUUtilization Average");
        withData.ShouldContain("aws.elb.target_group UnHealthyHostCount Maximum");
        withData.ShouldContain("aws.elb.load_balancer HTTPCode_ELB_5XX_Count Sum");
        withData.ShouldContain("aws.elb.load_balancer TargetResponseTime p99");
        withData.ShouldBeUnique();
    }

    [Fact]
    public void Logs_show_the_new_error_and_the_old_one_apart()
    {
        var errors = _findings.Of(f => f.Logs).Where(p => p.Severity >= LogSeverity.Error && p.Resource.Id == Service).ToList();

        errors.Where(p => p.Template.Contains("PRICING_API_URL", StringComparison.Ordinal))
            .ShouldAllBe(p => p.BaselineCountsPerMinute.Sum() == 0 && p.IncidentCountsPerMinute.Sum() > 0);
        errors.Single(p => p.Template.Contains("Recommendations", StringComparison.Ordinal)).BaselineCountsPerMinute.Sum()
            .ShouldBeGreaterThan(1_800);
    }

    [Fact]
    public void Nothing_secret_leaves_the_collector_and_only_planned_calls_are_made()
    {
        var wire = JsonSerializer.Serialize(_findings.All, ContractJson.Options);
        foreach (var canary in incident.Account.Simulator.Scenario.Canaries)
        {
            wire.ShouldNotContain(canary);
        }

        wire.ShouldNotContain("pricing.internal.example.com");
        wire.ShouldContain("SESSION_SIGNING_KEY", customMessage: "names of environment variables are evidence");
        var planned = AwsPlans.All.SelectMany(p => p.Calls).Select(c => c.Permission).ToHashSet();
        incident.Account.Simulator.Calls.Where(c => c.Service != "sts").Select(c => $"{c.Service}:{c.Operation}").Distinct()
            .ShouldAllBe(call => planned.Contains(call));
    }

    [Fact]
    public async Task Without_ecs_permissions_the_load_balancer_is_still_resolved()
    {
        var findings = new CollectedFindings();

        await incident.Account.RunAsync(findings, await incident.Account.AssumeRoleAsync("ObservabilityNoEcs"));

        findings.Of(f => f.Resources).Select(r => r.Kind).ShouldBe(
            [ResourceKinds.CloudWatchAlarm, ResourceKinds.LoadBalancer, ResourceKinds.TargetGroup]);
        findings.Of(f => f.Coverage).Single(c => c.Source == "resolve" && c.Outcome == CoverageOutcome.Denied).MissingPermission.ShouldBe("ecs:ListClusters");
        findings.Of(f => f.Metrics).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(ResourceKinds.EcsService, Service, "storefront")]
    [InlineData(ResourceKinds.EcsCluster, Ecs + "cluster/shop", "shop")]
    [InlineData(ResourceKinds.LoadBalancer,
        "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop-public/50dc6c495c0c9188", "shop-public")]
    public async Task A_requested_resource_leads_to_the_same_tasks(string kind, string id, string name)
    {
        var findings = new CollectedFindings();
        var resource = new ResourceRef
        {
            Provider = CloudProvider.Aws, Account = "123456789012", Region = "us-east-1", Kind = kind, Id = id, Name = name,
        };

        await incident.Account.RunAsync(
            findings, await incident.Account.AssumeRoleAsync("ObservabilityReadOnly"), ["ecs"], requested: [resource]);

        findings.Of(f => f.States).Count(s => s.Resource.Kind == ResourceKinds.EcsTask && s.Status == ResourceStatus.Failed).ShouldBe(6);
    }
}
