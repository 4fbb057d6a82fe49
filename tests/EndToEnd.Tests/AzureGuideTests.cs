using CauseFlow.CloudSimulation.Azure;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>docs/connect-azure.md as a person follows it, and the lines for the Azure CLI that the set-up page gives.</summary>
public sealed class AzureGuideTests
{
    /// <summary>
    /// Azure's command line as far as the guide and the set-up page use it: a command or an option that is not in its table
    /// fails, and what a command prints is the simulator's application. The webhook of the action group is kept in a file.
    /// </summary>
    private const string AzTool =
        """
        #!/usr/bin/env bash
        set -euo pipefail
        words=""
        while [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; do words="$words$1 "; shift; done
        case "${words% }" in
          "ad app create") options="--display-name --sign-in-audience --query --output"; answer="$CLIENT_ID" ;;
          "ad app credential reset") options="--id --append --display-name --years --query --output"; answer="$CLIENT_SECRET" ;;
          "ad sp create") options="--id"; answer="{}" ;;
          "role assignment create") options="--assignee --role --scope"; answer="{}" ;;
          "account show") options="--query --output"; answer="$TENANT_ID" ;;
          "monitor action-group create") options="--resource-group --name --action"; answer="{}" ;;
          *) echo "unexpected: az $words$*" >&2; exit 2 ;;
        esac
        while [ $# -gt 0 ]; do
          case " $options " in *" $1 "*) ;; *) echo "unexpected: az $words$1" >&2; exit 2 ;; esac
          if [ "$1" = "--action" ]; then
            [ "$2 $3 $5" = "webhook causeflow usecommonalertschema" ] || { echo "unexpected action: $*" >&2; exit 2; }
            [ "${4#@}" != "$4" ] || { echo "a secret among the arguments" >&2; exit 2; }
            cp "${4#@}" "$GUIDE_WEBHOOK"
          fi
          shift
          while [ $# -gt 0 ] && [ "${1#--}" = "$1" ]; do [ -n "$1" ] || exit 3; shift; done
        done
        echo "$answer"
        """;

    [Fact]
    public async Task The_lines_of_the_guide_lead_to_a_connected_subscription_and_to_alerts()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The guide is for a Unix shell.");
        await using var customer = await Customer.StartAsync(scenario: "app-service-deployment");
        var facts = customer.Cloud.Facts;
        var webhook = Path.GetTempFileName();
        var lines = GuideLines.Of("connect-azure.md");
        lines.Count(line => line.Contains("curl ", StringComparison.Ordinal)).ShouldBeGreaterThan(2);

        // What the set-up page gives is run where the guide says so: after it was fetched.
        lines.Insert(lines.FindIndex(line => line.Contains("/azure/setup", StringComparison.Ordinal)) + 1, "jq -er '.azCommands[]' setup.json > commands.sh && bash -euo pipefail commands.sh");
        var output = await GuideLines.RunAsync(customer, ("az", AzTool), lines, new Dictionary<string, string>
        {
            ["SUBSCRIPTION_ID"] = facts.AzureSubscriptions![0], ["TENANT_ID"] = facts.AzureTenantId!, ["CLIENT_ID"] = facts.AzureClientId!,
            ["CLIENT_SECRET"] = facts.AzureClientSecret!, ["GUIDE_WEBHOOK"] = webhook, ["WORKSPACE_RESOURCE_ID"] = "/subscriptions/x/workspaces/y",
        });

        var integration = (await customer.Api.GetAsync("v1/integrations")).GetProperty("items").EnumerateArray().Single();
        integration.GetProperty("status").GetString().ShouldBe("connected", output);
        var shown = await customer.Api.GetAsync($"v1/integrations/{integration.GetProperty("id").GetString()}");
        shown.GetProperty("lastTest").GetProperty("missingMandatory").GetInt32().ShouldBe(0, output);

        // And an alert goes the whole way, to the address that the action group was given.
        var given = new Uri(await File.ReadAllTextAsync(webhook));
        File.Delete(webhook);
        var user = given.UserInfo.Split(':');
        (await customer.Cloud.Azure.PublishAsync(
            new AlertPublication { Url = new Uri(customer.Product.Url, given.PathAndQuery), User = user[0], Password = user[1] },
            TestContext.Current.CancellationToken)).Status.ShouldBe(200);
        (await customer.VerdictAsync()).Verdict.Outcome.ShouldBe(VerdictOutcome.Cause);
    }
}
