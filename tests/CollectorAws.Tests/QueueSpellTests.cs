using System.Collections.Concurrent;
using System.Net;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>A spell of reading a queue of the simulated account: what is stored is deleted, and nothing else.</summary>
public sealed class QueueSpellTests : IAsyncLifetime
{
    private const string Queue = "causeflow-intake";
    private readonly SimulatedAccount _account = new(change: scenario => scenario with
    {
        Roles = [.. scenario.Roles, new ScenarioRole { Name = "Intake", ExternalId = scenario.Roles[0].ExternalId, AllowedActions = ["sqs:*"] }],
    });
    private readonly ConcurrentQueue<string> _handedOver = new();

    public async ValueTask InitializeAsync()
    {
        await _account.InitializeAsync();
        _account.Simulator.Queues.Create(Queue);
    }

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task What_is_stored_is_deleted_and_handed_over_as_it_is()
    {
        var bodies = Enumerable.Range(0, 25).Select(i => $"{{ \"Type\" : \"Notification\",\n \"é\": {i} }}").ToList();
        bodies.ForEach(body => _account.Simulator.Queues.Send(Queue, body));

        var report = await ReadAsync(_ => HttpStatusCode.OK, seconds: 22);

        (report!.Received, report.Taken, report.Refused, report.Reason).ShouldBe((25, 25, 0, null));
        report.LastTakenAt.ShouldNotBeNull();
        _handedOver.Order().ShouldBe(bodies.Order());
        _account.Simulator.Queues.Count(Queue).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_not_stored_stays_whatever_the_reason()
    {
        _account.Simulator.Queues.Send(Queue, "foreign");
        _account.Simulator.Queues.Send(Queue, "later");
        _account.Simulator.Queues.Send(Queue, "lost");
        _account.Simulator.Queues.Send(Queue, "good");

        var report = await ReadAsync(
            body => body switch
            {
                "foreign" => HttpStatusCode.UnprocessableEntity,
                "later" => HttpStatusCode.ServiceUnavailable,
                "lost" => throw new HttpRequestException("connection reset"),
                _ => HttpStatusCode.OK,
            },
            seconds: 21);

        (report!.Taken, report.Refused).ShouldBe((1, 1));
        _account.Simulator.Queues.Count(Queue).ShouldBe(3);
    }

    [Fact]
    public async Task A_message_whose_deletion_failed_is_handed_over_again_and_then_deleted()
    {
        _account.Simulator.Queues.Send(Queue, "alarm");
        _account.Simulator.Switches.Set("sqs:DeleteMessage", new Switch { Deny = true });

        var failed = await ReadAsync(_ => HttpStatusCode.OK, seconds: 21);
        _account.Simulator.Switches.Clear();

        failed!.Reason.ShouldBe(RefusalReason.MissingPermission);
        _account.Simulator.Queues.Count(Queue).ShouldBe(1);
        _handedOver.ShouldBe(["alarm"]);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_told()
    {
        var report = await ReadAsync(_ => HttpStatusCode.OK, seconds: 21, queue: "another");

        report!.Reason.ShouldNotBeNull();
        report.Message.ShouldNotBeNull().ShouldContain("sqs:ReceiveMessage");
    }

    [Fact]
    public async Task A_spell_ends_with_its_calls()
    {
        for (var i = 0; i < 25; i++)
        {
            _account.Simulator.Queues.Send(Queue, $"{i}");
        }

        var report = await ReadAsync(_ => HttpStatusCode.OK, seconds: 600, maxReceives: 1);

        (report!.Taken, report.IsSpent, report.Reason).ShouldBe((10, true, null));
    }

    private async Task<QueueIntakeEnded?> ReadAsync(
        Func<string, HttpStatusCode> ingestion, int seconds, string queue = Queue, int? maxReceives = null)
    {
        var credentials = await _account.AssumeRoleAsync("Intake");
        var (facts, now) = (_account.Simulator.Facts, TimeProvider.System.GetUtcNow());
        var plan = maxReceives is not { } max ? AwsPlans.Intake : AwsPlans.Intake with
        {
            Calls = [.. AwsPlans.Intake.Calls.Select(call => call.Permission == "sqs:ReceiveMessage" ? call with { MaxCallsPerRun = max } : call)],
        };
        using var bench = new AwsBench(
            _account.Simulator.AwsEndpoint, () => AwsBench.Redeemed(credentials, now, [plan]));
        using var client = new HttpClient(new Answers(ingestion, _handedOver)) { BaseAddress = new Uri("http://ingestion.test") };
        var grant = AwsBench.Grant(facts.Account, facts.Region, facts.AlarmArn, facts.AlarmTime, now) with
        {
            Purpose = LeasePurpose.Intake, InvestigationId = null, Window = null, ExpiresAt = now.AddSeconds(seconds),
            Target = new CollectionTarget
            {
                Accounts = [facts.Account], Regions = [facts.Region],
                Resources =
                [
                    new ResourceRef
                    {
                        Provider = CloudProvider.Aws, Account = facts.Account, Region = facts.Region, Kind = "aws.sqs.queue",
                        Id = $"arn:aws:sqs:{facts.Region}:{facts.Account}:{queue}", Name = queue,
                    },
                ],
            },
        };
        return await bench.QueueOf(client).RunAsync(grant, TestContext.Current.CancellationToken);
    }

    private sealed class Answers(Func<string, HttpStatusCode> answer, ConcurrentQueue<string> seen) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri!.AbsolutePath.ShouldBe("/internal/intake/ten_1/cloudwatch/int_1");
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            seen.Enqueue(body);
            return new HttpResponseMessage(answer(body));
        }
    }
}
