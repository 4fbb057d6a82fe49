using System.Net;
using System.Net.Http.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Probes;
using CauseFlow.CollectorAzure.Runs;
using CauseFlow.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>The collector's real classes between a fake broker and an Azure of the test's choosing.</summary>
internal sealed class AzureBench : IDisposable
{
    private readonly AzureTransport _transport;
    private readonly HttpClient _broker;

    /// <param name="azure">Resource Manager and Log Analytics.</param>
    /// <param name="rootFile">PEM of its root; null for none.</param>
    /// <param name="token">The token of an audience, or the broker's own answer.</param>
    /// <param name="configure">Changes the collector's bounds.</param>
    /// <param name="handler">Answers in place of sockets.</param>
    public AzureBench(
        Uri azure, string? rootFile, Func<string, string> token, Action<CollectorAzureOptions>? configure = null, HttpMessageHandler? handler = null)
    {
        var options = new CollectorAzureOptions { RetryDelayMilliseconds = 1 };
        configure?.Invoke(options);
        var collection = new ServiceCollection().AddOptions().BuildServiceProvider()
            .GetRequiredService<IOptionsMonitor<CollectionOptions>>();
        Endpoints = new AzureEndpoints(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AZURE_RESOURCE_MANAGER_ENDPOINT"] = azure.AbsoluteUri, ["AZURE_LOG_ANALYTICS_ENDPOINT"] = azure.AbsoluteUri, ["AZURE_EXTRA_ROOTS"] = rootFile,
        }).Build());
        _transport = handler is null ? new AzureTransport(Options.Create(options), Endpoints) : new AzureTransport(handler);
        _broker = new HttpClient(new Broker(token)) { BaseAddress = new Uri("http://broker.test") };
        var runs = new LeasedRuns(new BrokerClient(_broker), Leases, new Redactor(), TimeProvider.System, NullLogger<LeasedRuns>.Instance);
        var sources = new AzureSources(_transport, Endpoints, Options.Create(options), collection, TimeProvider.System);
        Collection = new AzureCollection(runs, sources, collection, TimeProvider.System, NullLogger<AzureCollection>.Instance);
        Test = new AccessTest(runs, _transport, Endpoints, Options.Create(options), TimeProvider.System);
    }

    public AzureEndpoints Endpoints { get; }

    public RunningLeases Leases { get; } = new();

    public AzureCollection Collection { get; }

    public AccessTest Test { get; }

    public static AzureSessionGranted Grant(
        IReadOnlyList<string> subscriptions, AlarmFact? alarm, DateTimeOffset alarmTime, DateTimeOffset now, string? workspaceId = null)
    {
        var from = alarmTime.AddMinutes(-15);
        return new AzureSessionGranted
        {
            TenantId = "ten_1",
            Purpose = LeasePurpose.Investigation,
            InvestigationId = "inv_1",
            Pass = 1,
            IntegrationId = "int_1",
            LeaseId = "lea_1",
            SessionToken = "lea_1.collector-azure.mac",
            ExpiresAt = now.AddMinutes(15),
            Target = new CollectionTarget { Alarm = alarm, Resources = [], Accounts = subscriptions, Regions = ["global"], WorkspaceId = workspaceId },
            Window = new InvestigationWindow
            {
                From = from,
                To = now > from ? now : alarmTime,
                Baselines =
                [
                    new Baseline { From = from.AddHours(-1), To = from, Kind = BaselineKind.Adjacent },
                    new Baseline { From = from.AddDays(-1), To = from.AddDays(-1).AddHours(1), Kind = BaselineKind.SameHourYesterday },
                ],
            },
        };
    }

    /// <summary>An alert as the message says it: all but its id is a hint.</summary>
    public static AlarmFact Said(string id, DateTimeOffset at) => new()
    {
        Provider = CloudProvider.Azure, Id = id, Name = "as the message says", Account = "00000000-0000-0000-0000-000000000000", Region = "global",
        State = AlarmState.Alarm, StateChangedAt = at,
    };

    public void Dispose()
    {
        _transport.Dispose();
        _broker.Dispose();
    }

    /// <summary>The application that the broker names.</summary>
    public const string Principal = "9b0e1f60-0000-4000-8000-00000000c0de";

    private sealed class Broker(Func<string, string> token) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var redeem = (await request.Content!.ReadFromJsonAsync<RedeemRequest>(ContractJson.Options, cancellationToken))!;
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = JsonContent.Create(
                    new RedeemResponse
                    {
                        Provider = CloudProvider.Azure,
                        Credentials = new RedeemedCredentials { AccessToken = token(redeem.Audience) },
                        ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(15),
                        RunNumber = 1,
                        CallBudget = AzurePlans.All.Append(AzureExcess.Plan).SelectMany(plan => plan.Calls).GroupBy(call => call.Permission)
                            .ToDictionary(calls => calls.Key, calls => calls.Sum(call => call.MaxCallsPerRun)),
                        CostBudgetBytes = 5L << 30,
                        Principal = Principal,
                    },
                    options: ContractJson.Options),
            };
        }
    }
}
