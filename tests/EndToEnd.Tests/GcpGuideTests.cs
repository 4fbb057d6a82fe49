using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Google;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>docs/connect-gcp.md as a person follows it: every line of its code blocks and of the set-up's, in one shell.</summary>
public sealed class GcpGuideTests
{
    /// <summary>
    /// Google's command line: a command or an option that it does not have is an error; a key is the simulated account's, and a
    /// notification channel is what the incident is sent to.
    /// </summary>
    private const string GcloudTool =
        """
        #!/usr/bin/env bash
        set -euo pipefail
        words=() options="" channel=""
        while [ $# -gt 0 ]; do
          case "$1" in
            --*=*) name=${1%%=*}; value=${1#*=}; options="$options ${name#--}"; shift ;;
            --*) name=$1; value=$2; options="$options ${name#--}"; shift 2 ;;
            *) words+=("$1"); name=; shift ;;
          esac
          [ "$name" = --channel-content-from-file ] && channel=$value
        done
        case "${words[*]}" in
          "services enable "*) known="project" ;;
          "iam service-accounts create "*) known="project display-name" ;;
          "iam service-accounts keys create "*) known="iam-account"; cp "$GUIDE_KEY" "${words[4]}" ;;
          "iam service-accounts add-iam-policy-binding "*) known="project role member" ;;
          "projects add-iam-policy-binding "*) known="member role condition" ;;
          "projects describe "*) known="format"; echo 123456789012 ;;
          "iam workload-identity-pools create "*) known="project location" ;;
          "iam workload-identity-pools providers create-oidc "*)
            known="project location workload-identity-pool issuer-uri attribute-mapping attribute-condition" ;;
          "beta monitoring channels create") known="project channel-content-from-file"; cp "$channel" "$GUIDE_CHANNEL" ;;
          *) echo "no such command: gcloud ${words[*]}" >&2; exit 2 ;;
        esac
        for option in $options; do
          case " $known " in *" $option "*) ;; *) echo "no such option: --$option of gcloud ${words[*]}" >&2; exit 2 ;; esac
        done
        """;

    [Fact]
    public async Task The_lines_of_the_guide_lead_to_a_connected_project_whose_incident_is_investigated()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The guide is for a Unix shell.");
        await using var customer = await Customer.StartAsync(
            new Dictionary<string, string?> { ["Broker:Oidc:Issuer"] = "https://causeflow.example.test" }, "cloud-run-traffic-split");
        var setup = await customer.Api.GetAsync("v1/integrations/gcp/setup");
        string[] Commands(string name) => [.. setup.GetProperty(name).EnumerateArray().Select(line => line.GetString()!)];
        var guide = GuideLines.Of("connect-gcp.md");
        guide.Count(line => line.StartsWith("curl ", StringComparison.Ordinal)).ShouldBe(5);
        var folder = Directory.CreateTempSubdirectory("causeflow-guide-").FullName;

        // The first lines fetch the set-up, whose commands a person runs next.
        var fetched = guide.FindIndex(line => line.Contains("/gcp/setup", StringComparison.Ordinal)) + 1;
        var output = await RunAsync(
            customer, folder, [.. guide.Take(fetched), .. Commands("keylessCommands"), .. Commands("gcloudCommands"), .. guide.Skip(fetched)]);

        var integration = (await customer.Api.GetAsync("v1/integrations")).GetProperty("items").EnumerateArray().Single();
        integration.GetProperty("status").GetString().ShouldBe("connected");
        var test = (await customer.Api.GetAsync($"v1/integrations/{integration.GetProperty("id").GetString()}")).GetProperty("lastTest");
        test.GetProperty("missingMandatory").GetInt32().ShouldBe(0, output);
        test.GetProperty("permissions").GetArrayLength().ShouldBeGreaterThan(8);

        // And an incident goes the whole way, to the channel that the guide has made.
        var channel = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "channel"), TestContext.Current.CancellationToken))!;
        channel["type"]!.GetValue<string>().ShouldBe("webhook_basicauth");
        string Label(string name) => channel["labels"]![name]!.GetValue<string>();
        (await customer.Cloud.Google!.PublishAsync(
            new GooglePublication
            {
                Url = new Uri(customer.Product.Url, Label("url")), User = Label("username"), Password = Label("password"),
            },
            TestContext.Current.CancellationToken)).Status.ShouldBe(200);
        (await customer.VerdictAsync()).Verdict.Outcome.ShouldBe(VerdictOutcome.Cause);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> RunAsync(Customer customer, string folder, List<string> lines)
    {
        var key = Path.Combine(folder, "key");
        await File.WriteAllTextAsync(key, customer.Cloud.Facts.GoogleServiceAccountKey);
        return await GuideLines.RunAsync(customer, folder, ("gcloud", GcloudTool), lines, new Dictionary<string, string>
        {
            ["PROJECT_ID"] = customer.Cloud.Facts.GoogleProject!, ["GUIDE_KEY"] = key, ["GUIDE_CHANNEL"] = Path.Combine(folder, "channel"),
        });
    }
}
