using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;

namespace CauseFlow.CloudSimulation.Tests;

/// <summary>EC2's query protocol as AWS's own client speaks it.</summary>
public sealed class Ec2Tests : SimulatorTest
{
    private const string Failing = "i-0f1e2d3c4b5a69788";
    private const string Twin = "i-0a9b8c7d6e5f40312";
    private const string Stopped = "i-0123456789abcdef0";

    protected override CloudSimulatorOptions Options => new() { Scenario = "ec2-status-check" };

    [Fact]
    public async Task DescribeInstances_ById_ShowsStateTagsAndPlacement()
    {
        using var ec2 = await Ec2Async();

        var instance = (await ec2.DescribeInstancesAsync(new DescribeInstancesRequest { InstanceIds = [Stopped] }))
            .Reservations.ShouldHaveSingleItem().Instances.ShouldHaveSingleItem();

        instance.State.Name.ShouldBe(InstanceStateName.Stopped);
        instance.StateReason.Code.ShouldBe("Client.UserInitiatedShutdown");
        instance.StateTransitionReason.ShouldBe($"User initiated ({Origin.AddMinutes(-8):yyyy-MM-dd HH:mm:ss} GMT)");
        instance.Placement.AvailabilityZone.ShouldBe("us-east-1a");
        instance.Tags.ShouldContain(tag => tag.Key == "Name" && tag.Value == "reports-batch");
        instance.LaunchTime!.Value.ToUniversalTime().ShouldBe(Origin.AddMinutes(-60 * 24 * 3).UtcDateTime);
    }

    [Fact]
    public async Task DescribeInstances_FilteredByTag_FindsTheGroup()
    {
        using var ec2 = await Ec2Async();

        var found = await ec2.DescribeInstancesAsync(new DescribeInstancesRequest
        {
            Filters = [new Filter("tag:aws:autoscaling:groupName", ["checkout-*"]), new Filter("availability-zone", ["us-east-1b"])],
        });

        found.Reservations.Count.ShouldBe(2);
        (await ec2.DescribeInstancesAsync(new DescribeInstancesRequest
        {
            Filters = [new Filter("tag:aws:autoscaling:groupName", [@"checkout-\*"])],
        })).Reservations.ShouldBeNull("an escaped wildcard is the character itself, and the client makes null of an empty list");
    }

    [Fact]
    public async Task DescribeInstances_Paged_EveryInstanceOnce()
    {
        var many = Simulator.Scenario.Instances[0];
        await using var simulator = await CloudSimulator.StartAsync(new CloudSimulatorOptions
        {
            LoadedScenario = Simulator.Scenario with
            {
                Instances = [.. Enumerable.Range(0, 12).Select(i => many with { Id = $"i-{i:x8}" })],
            },
            TimeProvider = Clock,
        });
        using var ec2 = Ec2(await AssumeAsync(simulator), simulator);
        var ids = new List<string>();
        string? token = null;
        var pages = 0;
        do
        {
            var page = await ec2.DescribeInstancesAsync(new DescribeInstancesRequest { MaxResults = 5, NextToken = token });
            ids.AddRange(page.Reservations.SelectMany(reservation => reservation.Instances).Select(instance => instance.InstanceId));
            token = page.NextToken;
            pages++;
        }
        while (!string.IsNullOrEmpty(token));

        pages.ShouldBe(3);
        ids.ShouldBe([.. Enumerable.Range(0, 12).Select(i => $"i-{i:x8}")]);
    }

    [Fact]
    public async Task DescribeInstanceStatus_Impaired_SinceItBeganAndOverTime()
    {
        using var ec2 = await Ec2Async();
        var request = new DescribeInstanceStatusRequest { InstanceIds = [Failing, Twin] };

        var statuses = (await ec2.DescribeInstanceStatusAsync(request)).InstanceStatuses.ToDictionary(status => status.InstanceId);

        statuses[Failing].SystemStatus.Status.ShouldBe(SummaryStatus.Impaired);
        statuses[Failing].SystemStatus.Details.ShouldHaveSingleItem().ImpairedSince!.Value.ToUniversalTime()
            .ShouldBe(Origin.AddMinutes(-4).UtcDateTime);
        statuses[Failing].Status.Details[0].ImpairedSince!.Value.ToUniversalTime().ShouldBe(Origin.AddMinutes(-3).UtcDateTime);
        statuses[Failing].AttachedEbsStatus.Status.Value.ShouldBe("ok");
        statuses[Twin].SystemStatus.Status.ShouldBe(SummaryStatus.Ok);
        var reboot = statuses[Twin].Events.ShouldHaveSingleItem();
        reboot.Code.ShouldBe(EventCode.InstanceReboot);
        reboot.NotBefore!.Value.ToUniversalTime().ShouldBe(Origin.AddMinutes(14_400).UtcDateTime);
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 4)]
    public async Task DescribeInstanceStatus_StoppedInstance_OnlyWhenAllAreAskedFor(bool all, int count)
    {
        using var ec2 = await Ec2Async();

        var answer = await ec2.DescribeInstanceStatusAsync(new DescribeInstanceStatusRequest { IncludeAllInstances = all });

        answer.InstanceStatuses.Count.ShouldBe(count);
    }

    [Theory]
    [InlineData("ObservabilityAdmin", "DryRunOperation", 412)]
    [InlineData("ObservabilityReadOnly", "UnauthorizedOperation", 403)]
    public async Task StopInstances_DryRun_TellsWhetherItIsAllowed(string role, string code, int status)
    {
        using var ec2 = await Ec2Async(role);

        var refusal = await Should.ThrowAsync<AmazonEC2Exception>(
            ec2.StopInstancesAsync(new StopInstancesRequest { InstanceIds = [Failing], DryRun = true }));

        (refusal.ErrorCode, (int)refusal.StatusCode).ShouldBe((code, status));
    }

    [Fact]
    public async Task StopInstances_ForReal_ChangesNothing()
    {
        using var ec2 = await Ec2Async("ObservabilityAdmin");

        (await Should.ThrowAsync<AmazonEC2Exception>(
            ec2.StopInstancesAsync(new StopInstancesRequest { InstanceIds = [Failing] }))).ErrorCode.ShouldBe("UnsupportedOperation");
    }

    [Fact]
    public async Task Denied_NamesCallerAndActionInAwsWords()
    {
        using var ec2 = await Ec2Async("ObservabilityNoEc2");

        (await Should.ThrowAsync<AmazonEC2Exception>(ec2.DescribeInstancesAsync(new DescribeInstancesRequest()))).Message.ShouldBe(
            "You are not authorized to perform this operation. User: arn:aws:sts::123456789012:assumed-role/ObservabilityNoEc2/inv-01 "
            + "is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action");
    }

    [Theory]
    [InlineData("i-0ffffffffffffffff", "InvalidInstanceID.NotFound")]
    [InlineData("i-nothex", "InvalidInstanceID.Malformed")]
    public async Task DescribeInstances_WrongId_IsRefused(string id, string code)
    {
        using var ec2 = await Ec2Async();

        (await Should.ThrowAsync<AmazonEC2Exception>(
            ec2.DescribeInstancesAsync(new DescribeInstancesRequest { InstanceIds = [id] }))).ErrorCode.ShouldBe(code);
    }

    [Fact]
    public async Task Throttled_RequestLimitExceeded()
    {
        using var ec2 = await Ec2Async();
        Simulator.Switches.Set("ec2", new Control.Switch { ThrottleTimes = 1 });

        var refusal = await Should.ThrowAsync<AmazonEC2Exception>(ec2.DescribeInstancesAsync(new DescribeInstancesRequest()));

        (refusal.ErrorCode, (int)refusal.StatusCode).ShouldBe(("RequestLimitExceeded", 503));
    }

    [Fact]
    public async Task WrongSecret_AuthFailureInEc2sOwnForm()
    {
        var session = await AssumeAsync();
        var keys = session.GetCredentials();
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Action"] = "DescribeInstances", ["Version"] = "2016-11-15",
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, Simulator.AwsEndpoint) { Content = content };

        var answer = await Client.SendAsync(
            new SessionAWSCredentials(keys.AccessKey, "wrong", keys.Token), "ec2", "us-east-1", request);

        answer.Status.ShouldBe(401);
        answer.Text.ShouldContain("<Response><Errors><Error><Code>AuthFailure</Code>");
    }

    private DateTimeOffset Origin =>
        new(AlarmTime.UtcTicks - (AlarmTime.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private async Task<AmazonEC2Client> Ec2Async(string role = "ObservabilityReadOnly") =>
        Ec2(await AssumeAsync(role: role), Simulator);

    private static AmazonEC2Client Ec2(AWSCredentials credentials, CloudSimulator simulator) => new(
        credentials,
        new AmazonEC2Config
        {
            ServiceURL = simulator.AwsEndpoint.AbsoluteUri, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0,
        });

    private static async Task<SessionAWSCredentials> AssumeAsync(CloudSimulator simulator)
    {
        using var sts = new Amazon.SecurityToken.AmazonSecurityTokenServiceClient(
            new BasicAWSCredentials(simulator.Facts.PrincipalAccessKeyId, simulator.Facts.PrincipalSecretAccessKey),
            new Amazon.SecurityToken.AmazonSecurityTokenServiceConfig
            {
                ServiceURL = simulator.AwsEndpoint.AbsoluteUri, AuthenticationRegion = "us-east-1",
            });
        var answer = await sts.AssumeRoleAsync(new Amazon.SecurityToken.Model.AssumeRoleRequest
        {
            RoleArn = simulator.Facts.RoleArn, RoleSessionName = "inv-01", ExternalId = ExternalId, DurationSeconds = 900,
        });
        return new SessionAWSCredentials(
            answer.Credentials.AccessKeyId, answer.Credentials.SecretAccessKey, answer.Credentials.SessionToken);
    }
}
