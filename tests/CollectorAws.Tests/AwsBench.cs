using System.Net;
using System.Net.Http.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.History;
using CauseFlow.CollectorAws.Queues;
using CauseFlow.CollectorAws.Runs;
using CauseFlow.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>The collector's real classes between a fake broker and an AWS endpoint of the test's choosing.</summary>
internal sealed class AwsBench : IDisposable
{
    private readonly AwsTransport _transport;
    private readonly HttpClient _broker;

    public AwsBench(Uri aws, Func<HttpResponseMessage> broker, Action<CollectorAwsOptions>? configure = null)
    {
        var options = new CollectorAwsOptions { RetryDelayMilliseconds = 1, QueryPollMilliseconds = 5, FilterLogEventsIntervalMilliseconds = 0, LookupEventsIntervalMilliseconds = 0 };
        configure?.Invoke(options);
        var collection = new ServiceCollection().AddOptions().BuildServiceProvider()
            .GetRequiredService<IOptionsMonitor<CollectionOptions>>();
        _transport = new AwsTransport(Options.Create(options));
        _broker = new HttpClient(new FixedAnswer(broker)) { BaseAddress = new Uri("http://broker.test") };
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["AWS_ENDPOINT_URL"] = aws.AbsoluteUri })
            .Build();
        var sources = new AwsSources(
            _transport, new AwsEndpoints(configuration), Options.Create(options), collection, TimeProvider.System);
        var runs = new LeasedRuns(
            new BrokerClient(_broker), Leases, new Redactor(), TimeProvider.System, NullLogger<LeasedRuns>.Instance);
        History = new HistoryLook(
            runs, _transport, new AwsEndpoints(configuration), Options.Create(options), collection, TimeProvider.System);
        QueueOf = ingestion => new QueueSpell(
            runs, new IngestionClient(ingestion), _transport, new AwsEndpoints(configuration), Options.Create(options), collection,
            TimeProvider.System);
        Collection = new AwsCollection(
            runs, sources, collection, TimeProvider.System,
            NullLogger<AwsCollection>.Instance);
    }

    public RunningLeases Leases { get; } = new();

    public AwsCollection Collection { get; }

    public HistoryLook History { get; }

    /// <summary>A spell of reading a queue whose messages go to that client.</summary>
    public Func<HttpClient, QueueSpell> QueueOf { get; }

    public static HttpResponseMessage Redeemed(
        RedeemedCredentials credentials, DateTimeOffset now, IReadOnlyList<SourcePlan>? plans = null) =>
        new(HttpStatusCode.OK)
        {
            Content = JsonContent.Create(
                new RedeemResponse
                {
                    Provider = CloudProvider.Aws,
                    Credentials = credentials,
                    ExpiresAt = now.AddMinutes(15),
                    RunNumber = 1,
                    CallBudget = (plans ?? AwsPlans.All).SelectMany(plan => plan.Calls)
                        .ToDictionary(call => call.Permission, call => call.MaxCallsPerRun),
                    CostBudgetBytes = 5L << 30,
                },
                options: ContractJson.Options),
        };

    public static HttpResponseMessage Refused(HttpStatusCode status, ApiError error) =>
        new(status) { Content = JsonContent.Create(error, options: ContractJson.Options) };

    public static RedeemedCredentials AnyCredentials { get; } = new()
    {
        AccessKeyId = "ASIATESTTESTTESTTEST", SecretAccessKey = "secret", SessionToken = "token",
    };

    public static AwsSessionGranted Grant(string account, string region, string alarmArn, DateTimeOffset alarmTime, DateTimeOffset now)
    {
        var from = alarmTime.AddMinutes(-15);
        return new AwsSessionGranted
        {
            TenantId = "ten_1",
            Purpose = LeasePurpose.Investigation,
            InvestigationId = "inv_1",
            Pass = 1,
            IntegrationId = "int_1",
            LeaseId = "lea_1",
            SessionToken = "lea_1.collector-aws.mac",
            ExpiresAt = now.AddMinutes(15),
            Target = new CollectionTarget
            {
                Alarm = new AlarmFact
                {
                    Provider = CloudProvider.Aws,
                    Id = alarmArn,
                    Name = "as the message says",
                    Account = account,
                    Region = region,
                    State = AlarmState.Alarm,
                    StateChangedAt = alarmTime,
                },
                Resources = [],
                Accounts = [account],
                Regions = [region],
            },
            Window = new InvestigationWindow
            {
                From = from,
                To = now > from ? now : alarmTime,
                Baselines =
                [
                    new Baseline { From = from.AddHours(-1), To = from, Kind = BaselineKind.Adjacent },
                    new Baseline { From = from.AddDays(-1), To = from.AddDays(-1).AddHours(1), Kind = BaselineKind.SameHourYesterday },
                    new Baseline { From = from.AddDays(-7), To = from.AddDays(-7).AddHours(1), Kind = BaselineKind.SameHourLastWeek },
                ],
            },
        };
    }

    public void Dispose()
    {
        _transport.Dispose();
        _broker.Dispose();
    }

    private sealed class FixedAnswer(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(answer());
        }
    }
}
