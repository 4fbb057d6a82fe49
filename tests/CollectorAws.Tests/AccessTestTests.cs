using System.Net;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Probes;
using CauseFlow.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>The permission doctor against the simulated account.</summary>
public sealed class AccessTestTests(SimulatedAccount account) : IClassFixture<SimulatedAccount>, IDisposable
{
    public void Dispose() => account.Simulator.Switches.Clear();

    /// <summary>What the simulator cannot be asked for; the doctor must then say so and not guess.</summary>
    private static IEnumerable<PermissionResult> Told(AccessTested report) =>
        report.Permissions.Where(x => x.Outcome != PermissionOutcome.Unknown);

    [Fact]
    public void Every_planned_call_has_a_probe_and_every_probe_a_planned_call() =>
        PlannedProbes.All.Keys.ShouldBe(
            AwsPlans.All.SelectMany(plan => plan.Calls).Select(call => call.Permission).Distinct(), ignoreOrder: true);

    [Fact]
    public void Every_call_that_is_too_much_has_a_probe_and_no_plan() =>
        ExcessProbes.All.Select(probe => probe.Permission).Order().ShouldBe(
            AwsExcess.Plan.Calls.Select(call => call.Permission).Order());

    [Fact]
    public async Task Role_with_everything_holds_everything()
    {
        var report = (await RunAsync("ObservabilityReadOnly")).ShouldNotBeNull();

        report.Reason.ShouldBeNull();
        Told(report).ShouldNotBeEmpty();
        Told(report).ShouldAllBe(x => x.Outcome == PermissionOutcome.Held && x.Message == null);
        Told(report).Select(x => x.Permission).ShouldContain("lambda:GetFunctionConfiguration");
    }

    [Fact]
    public async Task Role_without_logs_misses_every_permission_of_it_at_once_each_with_its_statement()
    {
        var report = (await RunAsync("ObservabilityNoLogs")).ShouldNotBeNull();

        var missing = report.Permissions.Where(x => x.Outcome == PermissionOutcome.Missing).ToList();
        missing.Select(x => x.Permission).ShouldBe(
            AwsPlans.All.SelectMany(plan => plan.Calls).Select(call => call.Permission).Distinct()
                .Where(permission => permission.StartsWith("logs:", StringComparison.Ordinal)),
            ignoreOrder: true);
        missing.Single(x => x.Permission == "logs:StartQuery").Mandatory.ShouldBeTrue();
        missing.Single(x => x.Permission == "logs:StopQuery").Mandatory.ShouldBeFalse();
        missing.ShouldAllBe(x => x.Remedy!.Contains($"\"Action\":\"{x.Permission}\"") && x.Message!.Contains("not authorized"));
        missing.ShouldAllBe(x => x.Region == null);
    }

    [Fact]
    public async Task Permission_missing_in_one_region_is_named_with_the_region()
    {
        using var server = await ErrorServer.StartAsync(context =>
            context.Request.Headers.Authorization.ToString().Contains("/eu-west-1/logs/", StringComparison.Ordinal)
                ? (403, """{"__type":"AccessDeniedException","Message":"User: x is not authorized to perform: logs:StartQuery"}""")
                : (200, "{}"));
        var report = (await RunAsync(server.Url, AwsBench.AnyCredentials, ["eu-west-1", "us-east-1"])).ShouldNotBeNull();

        var start = report.Permissions.Where(x => x.Permission == "logs:StartQuery").ToList();
        start.Single(x => x.Outcome == PermissionOutcome.Missing).Region.ShouldBe("eu-west-1");
        start.Single(x => x.Outcome == PermissionOutcome.Held).Region.ShouldBe("us-east-1");
        report.Permissions.Single(x => x.Permission == "cloudwatch:GetMetricData").Region.ShouldBeNull();
    }

    [Fact]
    public async Task Role_that_can_do_too_much_is_told_what_to_take_away()
    {
        using var server = await ErrorServer.StartAsync(context =>
            context.Request.Headers.Authorization.ToString().Contains("/ec2/", StringComparison.Ordinal)
                ? (412, "<Response><Errors><Error><Code>DryRunOperation</Code><Message>Request would have succeeded, but "
                    + "DryRun flag is set.</Message></Error></Errors></Response>")
                : context.Request.Headers.Authorization.ToString().Contains("/s3/", StringComparison.Ordinal)
                    ? (403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")
                    : (200, "{}"));
        var report = (await RunAsync(server.Url, AwsBench.AnyCredentials, ["eu-west-1"])).ShouldNotBeNull();

        var excess = report.Permissions.Where(x => x.Outcome == PermissionOutcome.Excess).ToList();
        excess.Select(x => x.Permission).ShouldBe(
            ["ec2:StopInstances", "lambda:InvokeFunction", "secretsmanager:ListSecrets", "ssm:DescribeParameters"],
            ignoreOrder: true);
        excess.ShouldAllBe(x => x.Remedy!.Contains("\"Effect\":\"Deny\""));
    }

    [Fact]
    public async Task A_region_that_does_not_answer_hides_nothing_of_what_the_others_told()
    {
        // The second region holds all its callers until there are as many as are let in at once: then the first one is through.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var isOver = new TaskCompletionSource();
        var held = 0;
        using var server = await ErrorServer.StartWaitingAsync(async context =>
        {
            var credential = context.Request.Headers.Authorization.ToString();
            if (credential.Contains("/us-east-1/", StringComparison.Ordinal))
            {
                if (Interlocked.Increment(ref held) == 16)
                {
                    time.Advance(TimeSpan.FromSeconds(61));
                }

                await isOver.Task;
            }

            return credential.Contains("/ec2/", StringComparison.Ordinal)
                ? (412, "<Response><Errors><Error><Code>DryRunOperation</Code><Message>Request would have succeeded.</Message></Error></Errors></Response>")
                : (200, "{}");
        });
        using var bench = new DoctorBench(
            server.Url, () => AwsBench.Redeemed(AwsBench.AnyCredentials, time.GetUtcNow()), time);

        var report = (await bench.RunAsync(["eu-west-1", "us-east-1"])).ShouldNotBeNull();
        isOver.SetResult();

        report.Reason.ShouldBeNull();
        report.Permissions.Single(x => x.Permission == "ec2:StopInstances").Outcome.ShouldBe(PermissionOutcome.Excess);
        report.Permissions.ShouldContain(x => x.Region == "eu-west-1" && x.Outcome == PermissionOutcome.Held);
        var untried = report.Permissions.Where(x => x.Region == "us-east-1").ToList();
        untried.Select(x => x.Permission).ShouldBe(PlannedProbes.Planned.Select(it => it.Probe.Permission), ignoreOrder: true);
        untried.ShouldAllBe(x => x.Outcome == PermissionOutcome.Unknown);
        untried.ShouldContain(x => x.Message!.Contains("within the test's 60 s"));
    }

    [Theory]
    [InlineData(400, """{"__type":"UnknownOperationException"}""", PermissionOutcome.Unknown)]
    [InlineData(404, "<html>not here</html>", PermissionOutcome.Unknown)]
    [InlineData(403, "", PermissionOutcome.Unknown)]
    [InlineData(503, "", PermissionOutcome.Unknown)]
    [InlineData(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""", PermissionOutcome.Unknown)]
    [InlineData(400, """{"__type":"UnrecognizedClientException","message":"region"}""", PermissionOutcome.Unknown)]
    [InlineData(400, """{"__type":"ResourceNotFoundException","message":"no"}""", PermissionOutcome.Held)]
    [InlineData(400, """{"__type":"InvalidParameterException","message":"no"}""", PermissionOutcome.Held)]
    [InlineData(400, """{"__type":"AccessDeniedException","Message":"x is not authorized to perform: a:B"}""", PermissionOutcome.Missing)]
    [InlineData(400, """{"__type":"AccessDeniedException","Message":"because no session policy allows the x action"}""",
        PermissionOutcome.Unknown)]
    public async Task Answer_says_what_it_says_and_no_more(int status, string body, PermissionOutcome expected)
    {
        using var server = await ErrorServer.StartAsync(_ => (status, body));

        var report = (await RunAsync(server.Url, AwsBench.AnyCredentials, ["eu-west-1"])).ShouldNotBeNull();

        report.Permissions.Where(x => x.Permission != "lambda:InvokeFunction" && !AwsExcess.Plan.Calls
            .Any(call => call.Permission == x.Permission)).ShouldAllBe(x => x.Outcome == expected);
    }

    [Fact]
    public async Task Probes_stay_within_the_budget_even_when_they_are_repeated()
    {
        account.Simulator.Switches.Set("*", new Switch { Status500Times = 1_000 });
        var before = account.Simulator.Calls.Count;

        var report = (await RunAsync("ObservabilityReadOnly", redeem: false)).ShouldNotBeNull();

        report.Permissions.ShouldAllBe(x => x.Outcome == PermissionOutcome.Unknown);
        account.Simulator.Calls.Skip(before).GroupBy(x => $"{x.Service}:{x.Operation}")
            .ShouldAllBe(calls => calls.Count() <= 2);
    }

    [Fact]
    public async Task Session_that_is_refused_is_reported_with_its_reason()
    {
        using var bench = new DoctorBench(account.Simulator.AwsEndpoint, () => AwsBench.Refused(
            HttpStatusCode.UnprocessableEntity, new ApiError
            {
                Error = "access_refused", Message = "AWS denied AssumeRole.", Reason = RefusalReason.AssumeRoleDenied,
                Remedy = "Copy the external id again.",
            }));

        var report = (await bench.RunAsync(["us-east-1"])).ShouldNotBeNull();

        report.Reason.ShouldBe(RefusalReason.AssumeRoleDenied);
        report.Remedy.ShouldBe("Copy the external id again.");
        report.Permissions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lease_that_is_closed_is_not_reported()
    {
        using var bench = new DoctorBench(account.Simulator.AwsEndpoint, () => AwsBench.Refused(
            HttpStatusCode.Forbidden, new ApiError { Error = "lease_closed", Message = "closed" }));

        (await bench.RunAsync(["us-east-1"])).ShouldBeNull();
    }

    private async Task<AccessTested?> RunAsync(string role, bool redeem = true) => await RunAsync(
        account.Simulator.AwsEndpoint,
        redeem ? await account.AssumeRoleAsync(role) : AwsBench.AnyCredentials, [account.Simulator.Facts.Region]);

    private static async Task<AccessTested?> RunAsync(Uri aws, RedeemedCredentials credentials, string[] regions)
    {
        using var bench = new DoctorBench(aws, () => AwsBench.Redeemed(credentials, TimeProvider.System.GetUtcNow()));
        return await bench.RunAsync(regions);
    }

    /// <summary>The doctor between a fake broker and an AWS endpoint of the test's choosing.</summary>
    private sealed class DoctorBench : IDisposable
    {
        private readonly AwsTransport _transport;
        private readonly HttpClient _broker;
        private readonly AccessTest _test;

        public DoctorBench(Uri aws, Func<HttpResponseMessage> broker, TimeProvider? clock = null)
        {
            var time = clock ?? TimeProvider.System;
            var options = Options.Create(new CollectorAwsOptions { RetryDelayMilliseconds = 1 });
            _transport = new AwsTransport(options);
            _broker = new HttpClient(new Answer(broker)) { BaseAddress = new Uri("http://broker.test") };
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?> { ["AWS_ENDPOINT_URL"] = aws.AbsoluteUri }).Build();
            _test = new AccessTest(
                new LeasedRuns(new BrokerClient(_broker), new RunningLeases(), new Redactor(), time, NullLogger<LeasedRuns>.Instance),
                _transport, new AwsEndpoints(configuration), options, time);
        }

        public Task<AccessTested?> RunAsync(IReadOnlyList<string> regions) => _test.RunAsync(
            new AwsSessionGranted
            {
                TenantId = "ten_1", Purpose = LeasePurpose.ConnectionTest, Pass = 1, IntegrationId = "int_1", LeaseId = "lea_1",
                SessionToken = "token", ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(3),
                Target = new CollectionTarget { Resources = [], Accounts = ["123456789012"], Regions = regions },
            }, TestContext.Current.CancellationToken);

        public void Dispose()
        {
            _broker.Dispose();
            _transport.Dispose();
        }

        private sealed class Answer(Func<HttpResponseMessage> broker) : HttpMessageHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
            {
                var response = broker();
                return response.IsSuccessStatusCode ? WithBudgetAsync(response, token) : Task.FromResult(response);
            }

            /// <summary>Two calls of everything that a test may try, as the broker grants it.</summary>
            private static async Task<HttpResponseMessage> WithBudgetAsync(HttpResponseMessage response, CancellationToken token)
            {
                var body = (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<RedeemResponse>(
                    response.Content, ContractJson.Options, token))!;
                response.Content = System.Net.Http.Json.JsonContent.Create(body with
                {
                    CallBudget = AwsPlans.All.Append(AwsExcess.Plan).SelectMany(x => x.Calls).Select(x => x.Permission)
                        .Distinct().ToDictionary(x => x, _ => 4),
                }, options: ContractJson.Options);
                return response;
            }
        }
    }
}
