using System.Text.Json;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>docs/connect-aws.md as a person follows it: every line of its code blocks, in one shell.</summary>
public sealed class ConnectGuideTests
{
    /// <summary>
    /// AWS's command line against the simulator: the stack makes the role and the subscription, and its outputs name them.
    /// </summary>
    private const string AwsTool =
        """
        #!/usr/bin/env bash
        set -euo pipefail
        control() { curl -sSf -o /dev/null -H 'Content-Type: application/json' -d "$2" "$SIMULATOR_CONTROL$1"; }
        case "$1 $2" in
          "cloudformation deploy")
            for argument in "$@"; do
              case "$argument" in
                ExternalId=*|WebhookUrl=*) echo "a secret among the arguments" >&2; exit 2 ;;
              esac
            done
            for argument in $(jq -r '.[]' parameters.json); do
              case "$argument" in
                ExternalId=*) control role "{\"externalId\":\"${argument#ExternalId=}\"}" ;;
                WebhookUrl=/*) control subscribe "{\"url\":\"$CAUSEFLOW${argument#WebhookUrl=}\"}" ;;
                WebhookUrl=*) control subscribe "{\"url\":\"${argument#WebhookUrl=}\"}" ;;
              esac
            done ;;
          "cloudformation describe-stacks")
            case "$*" in *RoleArn*) echo "$SIMULATOR_ROLE" ;; *) echo "$SIMULATOR_TOPIC" ;; esac ;;
          "sns subscribe") ;;
          *) echo "unexpected: aws $*" >&2; exit 2 ;;
        esac
        """;

    [Fact]
    public async Task The_lines_of_the_guide_lead_to_a_connected_account_with_a_confirmed_subscription()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The guide is for a Unix shell.");
        await using var customer = await Customer.StartAsync();
        var lines = GuideLines.Of("connect-aws.md");
        lines.Count(line => line.StartsWith("curl ", StringComparison.Ordinal)).ShouldBeGreaterThan(8);

        var output = await GuideLines.RunAsync(customer, ("aws", AwsTool), lines, Environ(customer));

        var integration = (await customer.Api.GetAsync("v1/integrations")).GetProperty("items").EnumerateArray().Single();
        integration.GetProperty("status").GetString().ShouldBe("connected");
        integration.GetProperty("name").GetString().ShouldBe("Shop");
        var shown = await customer.Api.GetAsync($"v1/integrations/{integration.GetProperty("id").GetString()}");
        var test = shown.GetProperty("lastTest");
        test.GetProperty("missingMandatory").GetInt32().ShouldBe(0, output);
        test.GetProperty("permissions").GetArrayLength().ShouldBeGreaterThan(10);
        await customer.UntilAsync(
            () => Task.FromResult(customer.Cloud.Publisher.Subscriptions.Any(subscription => subscription.Confirmed)),
            "a confirmed subscription", seconds: 30);

        // And an alarm goes the whole way, through the subscription.
        (await customer.Cloud.PublishAlarmAsync(new AlarmPublication { State = "ALARM" }))
            .ShouldHaveSingleItem().Attempts[^1].ShouldBe(200);
        (await customer.VerdictAsync()).Verdict.Outcome.ShouldBe(VerdictOutcome.Cause);
    }

    [Fact]
    public async Task An_investigation_without_access_says_what_a_person_must_do()
    {
        await using var customer = await Customer.StartAsync();
        await customer.ConnectAsync();
        customer.Cloud.SetExternalId("changed-behind-our-back-0123456789");

        await customer.RaiseAlarmAsync();
        var export = JsonSerializer.Serialize(await customer.VerdictAsync(), ContractJson.Options);

        export.ShouldContain("assume_role_denied");
        export.ShouldContain("does not say why");
        export.ShouldContain("Copy the external id again from GET /v1/integrations/aws/setup");
        export.ShouldContain(customer.Cloud.Facts.PrincipalArn);
        var id = (await customer.Api.GetAsync("v1/integrations")).GetProperty("items")[0].GetProperty("id").GetString();
        var tested = (await customer.Api.PostAsync($"v1/integrations/{id}/test")).GetProperty("lastTest");
        tested.GetProperty("reason").GetString().ShouldBe("assume_role_denied");
        tested.GetProperty("message").GetString()!.ShouldContain("worked last on");
    }

    [Fact]
    public async Task A_role_without_logs_is_connected_and_told_every_statement_to_add()
    {
        await using var customer = await Customer.StartAsync();
        var setup = await customer.Api.GetAsync("v1/integrations/aws/setup");
        customer.Cloud.SetExternalId(setup.GetProperty("externalId").GetString()!);

        var connected = await customer.Api.PostAsync("v1/integrations/aws/connect", new
        {
            roleArn = customer.Cloud.Facts.RoleArns["ObservabilityNoLogs"],
            regions = new[] { customer.Cloud.Facts.Region },
        });

        var test = connected.GetProperty("lastTest");
        test.GetProperty("ok").GetBoolean().ShouldBeFalse();
        var missing = test.GetProperty("permissions").EnumerateArray()
            .Where(item => item.GetProperty("outcome").GetString() == "missing").ToList();
        missing.Count.ShouldBeGreaterThanOrEqualTo(4);
        missing.ShouldAllBe(item => item.GetProperty("remedy").GetString()!.Contains("\"Effect\":\"Allow\""));
        missing.Select(item => item.GetProperty("permission").GetString()).ShouldContain("logs:StartQuery");
    }

    private static Dictionary<string, string> Environ(Customer customer) => new()
    {
        ["AWS_REGION"] = customer.Cloud.Facts.Region, ["SIMULATOR_CONTROL"] = customer.Cloud.ControlEndpoint.AbsoluteUri,
        ["SIMULATOR_ROLE"] = customer.Cloud.Facts.RoleArn, ["SIMULATOR_TOPIC"] = customer.Cloud.Facts.TopicArn,
    };
}
