using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.CollectorAzure.Probes;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>An integration that names no Log Analytics workspace: each resource is asked for its own logs.</summary>
public sealed class WithoutWorkspaceTests
{
    private const string Sub = "/subscriptions/11111111-2222-4333-8444-555555555555";
    private const string TooLittle = "0b5b5b1e-6f0e-4a58-9b44-3c1f3ad0a003";

    [Fact]
    public async Task The_connection_test_asks_nothing_of_a_workspace()
    {
        await using var subscription = await StartAsync();
        using var bench = subscription.Bench(clientId: TooLittle);
        var grant = subscription.Grant() with { Purpose = LeasePurpose.ConnectionTest, InvestigationId = null, Window = null };

        var report = (await bench.Test.RunAsync(
            grant with { Target = grant.Target with { WorkspaceId = null } }, TestContext.Current.CancellationToken)).ShouldNotBeNull();

        report.Permissions.ShouldNotBeEmpty();
        report.Permissions.ShouldNotContain(result => result.Permission == PlannedProbes.LogsPermission);
    }

    [Fact]
    public async Task A_denial_names_what_the_resources_own_logs_need_and_whom_to_give_it()
    {
        await using var subscription = await StartAsync();
        var findings = new CollectedFindings();

        await subscription.RunAsync(findings, clientId: TooLittle, change: grant => grant with { Target = grant.Target with { WorkspaceId = null } });

        var row = findings.Of(f => f.Coverage).First(row => row is { Source: "logs", Outcome: CoverageOutcome.Denied });
        row.MissingPermission.ShouldBe("Microsoft.Insights/logs/read");
        row.Remedy!.ShouldStartWith($"az role assignment create --assignee {AzureBench.Principal} --role \"Reader\" --scope '{Sub}/");
    }

    /// <summary>An application that may read all but logs.</summary>
    private static Task<SimulatedSubscription> StartAsync() => SimulatedSubscription.StartAsync("app-service-deployment", scenario => scenario with
    {
        Azure = scenario.Azure! with
        {
            MoreApps = [.. scenario.Azure.MoreApps.Select(app => app.ClientId == TooLittle
                ? app with { Roles = [new ScenarioAzureRole { Scope = Sub, NotActions = ["Microsoft.Insights/logs/read"] }] } : app)],
        },
    });
}
