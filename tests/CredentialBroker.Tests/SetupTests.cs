using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CauseFlow.Collection.Plans;
using CauseFlow.CredentialBroker.Providers.Aws.Setup;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>What a customer is given to connect an account.</summary>
public sealed partial class SetupTests : IDisposable
{
    private readonly Broker _broker = new(settings: new() { ["Aws:TemplateUrl"] = "https://s3.example.com/causeflow.json" });

    private static IReadOnlyList<string> Planned { get; } =
        [.. AwsPlans.All.SelectMany(x => x.Calls).Select(x => x.Permission).Distinct().Order(StringComparer.Ordinal)];

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Json_CloudFormation_And_Terraform_AllowExactlyWhatThePlansCall()
    {
        var setup = await SetupAsync();

        Actions(setup.PermissionPolicy).ShouldBe(Planned);
        Actions(setup.CloudFormation["Resources"]!["Role"]!["Properties"]!["Policies"]![0]!["PolicyDocument"]!).ShouldBe(Planned);
        var policy = setup.Terraform[setup.Terraform.IndexOf("aws_iam_role_policy", StringComparison.Ordinal)..];
        QuotedAction().Matches(policy[..policy.IndexOf("\n}", StringComparison.Ordinal)]).Select(x => x.Groups[1].Value)
            .ShouldBe(Planned);
    }

    [Fact]
    public async Task Trust_DemandsTheExternalIdEverywhere_AndTheTemplatesHoldNoSecret()
    {
        var setup = await SetupAsync();

        setup.TrustPolicy.ToJsonString().ShouldContain(setup.ExternalId);
        setup.TrustPolicy.ToJsonString().ShouldContain(Broker.Principal);
        var role = setup.CloudFormation["Resources"]!["Role"]!["Properties"]!["AssumeRolePolicyDocument"]!["Statement"]![0]!;
        role["Condition"]!["StringEquals"]!["sts:ExternalId"]!["Ref"]!.GetValue<string>().ShouldBe("ExternalId");
        setup.Terraform.ShouldContain("\"sts:ExternalId\" = var.external_id");
        foreach (var text in new[] { setup.CloudFormation.ToJsonString(), setup.Terraform, setup.QuickCreateUrl!, $"{setup}",
            string.Concat(setup.SnsCommands) })
        {
            text.ShouldNotContain(setup.ExternalId);
        }
    }

    [Fact]
    public async Task Subscription_RetriesForAnHourAndHasADeadLetterQueue_InBothTemplatesAndTheCommands()
    {
        var setup = await SetupAsync();

        var subscription = setup.CloudFormation["Resources"]!["Subscription"]!["Properties"]!;
        var retry = subscription["DeliveryPolicy"]!["healthyRetryPolicy"]!;
        subscription["RedrivePolicy"]!["deadLetterTargetArn"].ShouldNotBeNull();
        var early = retry["numMinDelayRetries"]!.GetValue<int>();
        var late = retry["numMaxDelayRetries"]!.GetValue<int>();
        var seconds = (early * retry["minDelayTarget"]!.GetValue<int>()) + (late * retry["maxDelayTarget"]!.GetValue<int>());
        seconds.ShouldBeInRange(3_000, 3_600);
        retry["numRetries"]!.GetValue<int>().ShouldBe(retry["numNoDelayRetries"]!.GetValue<int>() + early + late);

        setup.Terraform.ShouldContain($"numMaxDelayRetries = {late}");
        setup.Terraform.ShouldContain("deadLetterTargetArn = aws_sqs_queue.dead_letters.arn");
        string.Join('\n', setup.SnsCommands).ShouldMatch("numMaxDelayRetries[^0-9]+" + late);
    }

    [Fact]
    public async Task Commands_WriteDocumentsThatAreJson()
    {
        // A shell without aws: what the commands write must be what AWS's tool reads.
        var folder = Directory.CreateTempSubdirectory("causeflow-setup-").FullName;
        const string Address = "https://causeflow.example.com/v1/webhooks/CANARY-key";
        var script = "aws() { echo \"$*\" >> arguments; cp subscription.json subscribed.json 2>/dev/null || true; echo arn:made:up; }\nset -e\n"
            + $"WEBHOOK_URL={Address}\n" + string.Join('\n', (await SetupAsync()).SnsCommands);
        await RunAsync("bash", folder, "-c", script);

        File.Exists(Path.Combine(folder, "subscription.json")).ShouldBeFalse("it holds a key");
        (await File.ReadAllTextAsync(Path.Combine(folder, "arguments"))).ShouldNotContain("CANARY", Case.Insensitive, "everybody sees arguments");
        var subscription = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "subscribed.json")))!;
        subscription["Endpoint"]!.GetValue<string>().ShouldBe(Address);
        subscription["TopicArn"]!.GetValue<string>().ShouldBe("arn:made:up");
        var attributes = subscription["Attributes"]!;
        JsonNode.Parse(attributes["DeliveryPolicy"]!.GetValue<string>())!["healthyRetryPolicy"].ShouldNotBeNull();
        JsonNode.Parse(attributes["RedrivePolicy"]!.GetValue<string>())!["deadLetterTargetArn"]!.GetValue<string>()
            .ShouldContain("causeflow-alarms-dead-letters");
        var policy = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "queue-policy.json")))!;
        JsonNode.Parse(policy["Policy"]!.GetValue<string>())!["Statement"]![0]!["Action"]!.GetValue<string>()
            .ShouldBe("sqs:SendMessage");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task QuickCreate_OpensTheRegionWithTheTemplateAndWithoutTheExternalId()
    {
        var url = (await SetupAsync("eu-west-1")).QuickCreateUrl.ShouldNotBeNull();

        url.ShouldStartWith("https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/quickcreate");
        url.ShouldContain("templateURL=https%3A%2F%2Fs3.example.com%2Fcauseflow.json");
        url.ShouldNotContain("ExternalId");
    }

    [Fact]
    public async Task Terraform_IsAsFmtLeavesIt()
    {
        Assert.SkipUnless(IsInstalled("terraform"), "terraform is not installed");
        var folder = Directory.CreateTempSubdirectory("causeflow-setup-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "main.tf"), (await SetupAsync()).Terraform);

        await RunAsync("terraform", folder, "fmt", "-check", "-diff");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Setup_PartitionWithoutPrincipal_IsNone() => (await _broker.Get<AwsSetupDesk>().CreateAsync(
        Broker.Tenant, "aws-cn", "cn-north-1", CancellationToken.None)).ShouldBeNull();

    private async Task<AwsSetup> SetupAsync(string region = "us-east-1") => (await _broker.Get<AwsSetupDesk>().CreateAsync(
        Broker.Tenant, "aws", region, CancellationToken.None)).ShouldNotBeNull();

    private static List<string> Actions(JsonNode policy) =>
        [.. policy["Statement"]![0]!["Action"]!.AsArray().Select(x => x!.GetValue<string>())];

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, output);
    }

    [GeneratedRegex("\"([a-z0-9]+:[A-Za-z]+)\"")]
    private static partial Regex QuotedAction();
}
