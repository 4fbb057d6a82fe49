using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Storage;
using CauseFlow.TestServers;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>
/// Every scenario of the simulated clouds through every service, all in one process; one for each cloud also with every service in a
/// process of its own. <c>-explicit on</c> plays all of them so: a cluster costs half a minute.
/// </summary>
public sealed class ScenarioTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    [Theory]
    [InlineData("lambda-timeout", "InMemory", StoreProvider.Sqlite)]
    [InlineData("lambda-timeout", "RabbitMq", StoreProvider.Sqlite)]
    [InlineData("lambda-timeout", "Apart", StoreProvider.PostgreSql)]
    [InlineData("ecs-bad-setting", "InMemory", StoreProvider.Sqlite)]
    [InlineData("ecs-bad-setting", "RabbitMq", StoreProvider.PostgreSql)]
    [InlineData("ecs-bad-setting", "Apart", StoreProvider.PostgreSql, Explicit = true)]
    [InlineData("ec2-status-check", "InMemory", StoreProvider.Sqlite)]
    [InlineData("ec2-status-check", "RabbitMq", StoreProvider.PostgreSql)]
    [InlineData("ec2-status-check", "Apart", StoreProvider.PostgreSql, Explicit = true)]
    [InlineData("alb-failing-target", "InMemory", StoreProvider.Sqlite)]
    [InlineData("dependency-errors", "InMemory", StoreProvider.Sqlite)]
    [InlineData("dependency-errors", "RabbitMq", StoreProvider.PostgreSql)]
    [InlineData("dependency-errors", "Apart", StoreProvider.PostgreSql, Explicit = true)]
    [InlineData("aks-upgrade", "InMemory", StoreProvider.Sqlite)]
    [InlineData("aks-upgrade", "RabbitMq", StoreProvider.PostgreSql)]
    [InlineData("aks-upgrade", "Apart", StoreProvider.PostgreSql, Explicit = true)]
    [InlineData("app-service-deployment", "InMemory", StoreProvider.Sqlite)]
    [InlineData("app-service-deployment", "Apart", StoreProvider.PostgreSql)]
    [InlineData("cloud-run-traffic-split", "InMemory", StoreProvider.Sqlite)]
    [InlineData("cloud-run-traffic-split", "RabbitMq", StoreProvider.PostgreSql)]
    [InlineData("cloud-run-traffic-split", "Apart", StoreProvider.PostgreSql, Explicit = true)]
    [InlineData("aws-gcp-checkout", "InMemory", StoreProvider.Sqlite)]
    [InlineData("aws-gcp-checkout", "Apart", StoreProvider.PostgreSql)]
    public async Task An_alarm_becomes_the_true_cause_and_decoys_do_not(string scenario, string transport, StoreProvider provider)
    {
        await using var customer = transport == "Apart"
            ? await Customer.StartOnClusterAsync(scenario)
            : await Customer.StartAsync(await ConfigureAsync(transport, provider), scenario: scenario);
        await customer.ConnectAllAsync();
        (await customer.RaiseScenarioAlarmAsync()).ShouldBe(200);

        var export = await customer.VerdictAsync();

        var (truth, first) = (customer.Cloud.Facts.Truth, export.Verdict.Causes[0]);
        export.Verdict.Outcome.ShouldBe(VerdictOutcome.Cause);
        first.Resource.Id.ShouldBe(truth.Resource);
        JsonSerializer.Serialize(first.Category, ContractJson.Options).Trim('"').ShouldBe(truth.Category);
        Check(scenario, export);
        (await customer.IncidentsAsync()).GetProperty("items").GetArrayLength().ShouldBe(1);
        var exported = JsonSerializer.Serialize(export, ContractJson.Options);
        customer.Cloud.Facts.Canaries.ShouldNotBeEmpty();
        customer.Cloud.Facts.Canaries.ShouldAllBe(canary => !exported.Contains(canary));
    }

    private static void Check(string scenario, CaseExport export)
    {
        var verdict = export.Verdict;
        switch (scenario)
        {
            case "ec2-status-check":
                verdict.Causes.ShouldAllBe(cause => cause.Resource.Id == verdict.Causes[0].Resource.Id);
                verdict.RuledOut.Count.ShouldBe(3, "the loud old error, the new instance, and the reboot to come");
                export.Case.Coverage.ShouldAllBe(row => row.Outcome == CoverageOutcome.Complete
                    || row.Outcome == CoverageOutcome.NotApplicable || (row.Source == "cloudtrail" && row.Outcome == CoverageOutcome.TooEarly));
                break;
            case "alb-failing-target":
                verdict.Causes[0].Summary.ShouldContain("siblings are healthy");
                verdict.Causes.ShouldContain(cause => cause.Signal == "unhealthy_targets" && cause.Rank > 1);
                verdict.Causes.ShouldNotContain(cause => cause.Signal == "failed_scaling");
                break;
            case "dependency-errors":
                verdict.Causes.ShouldAllBe(cause => cause.ChangeId == null && cause.Category == CauseCategory.DependencyFailure);
                verdict.Causes[0].Summary.ShouldContain("payments.partner.example");
                verdict.Causes[0].Explanation.ShouldNotContain("nothing of yours changed", customMessage: "CloudTrail may still tell what");
                verdict.RuledOut.Count.ShouldBe(2, "the loud old error and the deployment three days before");
                break;
            case "aws-gcp-checkout":
                verdict.Causes[0].Explanation.ShouldContain("failing calls of checkout-api name payments-");
                export.Case.Alarms.ShouldAllBe(alarm => alarm.Provider == CloudProvider.Aws);
                export.Case.Resources.Select(resource => resource.Provider).Distinct().Order()
                    .ShouldBe([CloudProvider.Aws, CloudProvider.Gcp]);
                break;
            default:
                verdict.Causes[0].ChangeId.ShouldNotBeNull("a change of the customer's brought it about");
                verdict.RuledOut.ShouldNotBeEmpty();
                break;
        }
    }

    private async Task<Dictionary<string, string?>> ConfigureAsync(string transport, StoreProvider provider)
    {
        var configuration = transport == "RabbitMq" ? new Dictionary<string, string?>(rabbit.Configuration) : [];
        if (provider == StoreProvider.PostgreSql)
        {
            configuration["Storage:Provider"] = "PostgreSql";
            configuration["Storage:ConnectionString"] = (await postgres.CreateDatabaseAsync()).ConnectionString;
        }

        return configuration;
    }
}
