using System.Diagnostics;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task Start_EveryShippedScenario_IsValidAndFillsItsFacts()
    {
        ScenarioLoader.Names.ShouldBe(
            [
                "aks-upgrade", "alb-failing-target", "app-service-deployment", "aws-gcp-checkout", "cloud-run-traffic-split", "dependency-errors",
                "ec2-status-check", "ecs-bad-setting",
                "lambda-quiet", "lambda-timeout", "security-group-late",
            ]);
        foreach (var name in ScenarioLoader.Names)
        {
            await using var simulator = await CloudSimulator.StartAsync(new CloudSimulatorOptions { Scenario = name });
            simulator.Facts.Scenario.ShouldBe(name);
            simulator.Facts.RoleArn.ShouldBe("arn:aws:iam::123456789012:role/ObservabilityReadOnly");
        }
    }

    [Fact]
    public async Task Start_SameStateFolderAndPorts_KeepsRootAndAddresses()
    {
        var folder = Directory.CreateTempSubdirectory("simulator-state").FullName;
        try
        {
            var first = await CloudSimulator.StartAsync(new CloudSimulatorOptions { StateDirectory = folder });
            var facts = first.Facts;
            await first.DisposeAsync();
            await using var second = await CloudSimulator.StartAsync(new CloudSimulatorOptions
            {
                StateDirectory = folder,
                AwsPort = facts.AwsEndpoint.Port,
                SnsPort = facts.SnsPort,
                ControlPort = facts.ControlEndpoint.Port,
            });

            second.Facts.SnsRootPem.ShouldBe(facts.SnsRootPem);
            (second.AwsEndpoint, second.SnsEndpoint, second.ControlEndpoint)
                .ShouldBe((facts.AwsEndpoint, facts.SnsEndpoint, facts.ControlEndpoint));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Process_PrintsOneLineOfFacts_AndStopsOnSignal()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CauseFlow.CloudSimulator.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "exec", program, "--scenario", "lambda-quiet", "--external-id", "given-by-caller" },
            RedirectStandardOutput = true,
        })!;
        try
        {
            var facts = JsonNode.Parse((await process.StandardOutput.ReadLineAsync())!)!;
            ((string?)facts["externalId"]).ShouldBe("given-by-caller");
            using var http = new HttpClient();
            (await http.GetAsync(new Uri(new Uri((string)facts["controlEndpoint"]!), "/facts"))).EnsureSuccessStatusCode();
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString()]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await process.WaitForExitAsync(patience.Token);
            process.ExitCode.ShouldBe(0);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
