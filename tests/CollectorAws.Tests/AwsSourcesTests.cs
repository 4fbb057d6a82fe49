using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Runs;
using CauseFlow.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>That what is planned, what is granted and what runs are the same.</summary>
public sealed class AwsSourcesTests
{
    [Fact]
    public void Every_plan_has_its_source_and_every_source_its_plan()
    {
        var options = Options.Create(new CollectorAwsOptions());
        using var transport = new AwsTransport(options);
        using var services = new ServiceCollection().AddOptions().BuildServiceProvider();
        var sources = new AwsSources(
            transport, new AwsEndpoints(new ConfigurationBuilder().Build()), options,
            services.GetRequiredService<IOptionsMonitor<CollectionOptions>>(), TimeProvider.System);

        sources.Create(new AwsSession(AwsBench.AnyCredentials), "eu-west-1", only: null)
            .SelectMany(stage => stage).Select(source => source.Plan)
            .ShouldBe([.. AwsPlans.All, AwsResolve.Plan], ignoreOrder: true);
    }

    [Fact]
    public void Every_call_of_resolving_is_in_a_plan() => AwsResolve.Permissions
        .Except(AwsPlans.All.SelectMany(plan => plan.Calls).Select(call => call.Permission)).ShouldBeEmpty();

    [Theory]
    [InlineData("lambda-timeout")]
    [InlineData("dependency-errors")]
    [InlineData("ec2-status-check")]
    [InlineData("ecs-bad-setting")]
    public async Task Resolving_calls_only_what_a_follow_up_may(string scenario)
    {
        await using var account = new SimulatedAccount(scenario);
        await account.InitializeAsync();
        var findings = new CollectedFindings();

        await account.RunAsync(
            findings, await account.AssumeRoleAsync("ObservabilityReadOnly"), only: [],
            change: grant => grant with { Target = grant.Target with { Hints = ["/aws/lambda/none"] } });

        findings.Of(f => f.Relations).ShouldContain(relation => relation.Type == RelationType.LogsTo);
        account.Simulator.Calls.Where(call => call.Service != "sts").Select(call => $"{call.Service}:{call.Operation}").Distinct()
            .ShouldBeSubsetOf([.. AwsPlans.Alarm.Calls.Concat(AwsResolve.Plan.Calls).Select(call => call.Permission)]);
    }
}
