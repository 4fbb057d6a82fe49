using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using CauseFlow.CloudSimulation.Control;

namespace CauseFlow.CloudSimulation.Tests;

public sealed class SwitchTests : SimulatorTest
{
    private SessionAWSCredentials session = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        session = await AssumeAsync();
    }

    [Fact]
    public async Task Throttle_CountedTimes_ThenAnswers()
    {
        Simulator.Switches.Set("logs:DescribeLogGroups", new Switch { ThrottleTimes = 2 });

        (await GroupsAsync()).ErrorType.ShouldBe("ThrottlingException");
        (await GroupsAsync()).ErrorType.ShouldBe("ThrottlingException");
        (await GroupsAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public void MaxLatency_SetAgain_GivesTheSameCallsTheSameTimes()
    {
        List<int> Times()
        {
            Simulator.Switches.Set("*", new Switch { LatencyMs = 20, MaxLatencyMs = 400 });
            return [.. Enumerable.Range(0, 50).Select(i => Simulator.Switches.Take("logs", i % 2 == 0 ? "StartQuery" : "StopQuery").Settings.LatencyMs)];
        }

        var times = Times();

        times.ShouldAllBe(time => time >= 20 && time <= 400);
        times.Distinct().Count().ShouldBeGreaterThan(20);
        Times().ShouldBe(times);
    }

    [Fact]
    public async Task Throttle_Lambda_Is429()
    {
        Simulator.Switches.Set("lambda", new Switch { ThrottleTimes = 1 });

        var answer = await Client.LambdaAsync(session, "/2015-03-31/functions/checkout-handler/configuration");

        (answer.Status, answer.ErrorType).ShouldBe((429, "TooManyRequestsException"));
    }

    [Fact]
    public async Task InternalFailureDenyAndGarbage_AreWhatTheySay()
    {
        Simulator.Switches.Set("logs", new Switch { Status500Times = 1 });
        (await GroupsAsync()).Status.ShouldBe(500);
        (await GroupsAsync()).Status.ShouldBe(200);

        Simulator.Switches.Set("logs", new Switch { Deny = true });
        var denied = await GroupsAsync();
        denied.ErrorType.ShouldBe("AccessDeniedException");
        denied.Message!.ShouldContain("logs:DescribeLogGroups on resource: arn:aws:logs:us-east-1:");

        Simulator.Switches.Set("logs", new Switch { Garbage = true });
        var garbage = await GroupsAsync();
        garbage.Status.ShouldBe(200);
        garbage.Json.ShouldBeNull();
        garbage.Text.Length.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Redirect_PointsToTheForeignHost()
    {
        Simulator.Switches.Set("DescribeLogGroups", new Switch { RedirectTo = new Uri("http://attacker.example/") });

        var answer = await GroupsAsync();

        answer.Status.ShouldBe(307);
        answer.Headers.Location.ShouldBe(new Uri("http://attacker.example/"));
    }

    [Fact]
    public async Task Hang_NeverAnswers_EndsWithTheClient()
    {
        Simulator.Switches.Set("*", new Switch { Hang = true });
        using var patience = new CancellationTokenSource();
        var request = Client.Json("Logs_20140328.DescribeLogGroups", "1.1", new { });
        var call = Client.SendAsync(session, "logs", "us-east-1", request, cancellationToken: patience.Token);

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
    }

    [Fact]
    public async Task Switches_DoNotHideAWrongSignature()
    {
        Simulator.Switches.Set("*", new Switch { Garbage = true });
        var keys = session.GetCredentials();

        var answer = await Client.LogsAsync(
            new SessionAWSCredentials(keys.AccessKey, "wrong", keys.Token), "DescribeLogGroups", new { });

        answer.ErrorType.ShouldBe("InvalidSignatureException");
    }

    [Fact]
    public async Task Control_SetsSwitchesAndShowsCalls()
    {
        using var http = new HttpClient { BaseAddress = Simulator.ControlEndpoint };
        (await http.PostAsync("/switches", JsonContent.Create(new JsonObject
        {
            ["logs:DescribeLogGroups"] = new JsonObject { ["throttleTimes"] = 1, ["latencyMs"] = 1 },
        }))).EnsureSuccessStatusCode();

        (await GroupsAsync()).ErrorType.ShouldBe("ThrottlingException");

        await http.DeleteAsync("/switches");
        Simulator.Switches.Current.ShouldBeEmpty();
        var calls = await http.GetFromJsonAsync<JsonArray>("/calls");
        ((string?)calls![^1]!["outcome"]).ShouldBe("ThrottlingException");
        var sessions = await http.GetFromJsonAsync<JsonArray>("/sessions");
        ((string?)sessions![0]!["sessionName"]).ShouldBe("inv-01");
        sessions.ToJsonString().ShouldNotContain(session.GetCredentials().SecretKey);
        await http.PostAsync("/role", JsonContent.Create(new { externalId = "by-control" }));
        Simulator.Facts.ExternalId.ShouldBe("by-control");
        ((int)(await http.PostAsync("/switches", JsonContent.Create(new { logs = new { throtle = 1 } }))).StatusCode).ShouldBe(400);
    }

    private Task<AwsAnswer> GroupsAsync() => Client.LogsAsync(session, "DescribeLogGroups", new { });
}
