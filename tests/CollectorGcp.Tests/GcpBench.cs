using System.Net;
using System.Net.Http.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Probes;
using CauseFlow.CollectorGcp.Runs;
using CauseFlow.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>The collector's real classes between a fake broker and a Google of the test's choosing.</summary>
internal sealed class GcpBench : IDisposable
{
    private readonly GcpTransport _transport;
    private readonly HttpClient _broker;

    /// <param name="google">Where all APIs answer.</param>
    /// <param name="token">The access token of an audience.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="redeem">Answers in place of the broker; null for a token.</param>
    /// <param name="time">Clock of the connection test; null for the system's.</param>
    public GcpBench(
        Uri google, Func<string, string> token, Action<CollectorGcpOptions>? configure = null, Func<HttpResponseMessage>? redeem = null,
        TimeProvider? time = null)
    {
        var settings = new CollectorGcpOptions { RetryDelayMilliseconds = 1 };
        configure?.Invoke(settings);
        var options = Options.Create(settings);
        var collection = new ServiceCollection().AddOptions().BuildServiceProvider().GetRequiredService<IOptionsMonitor<CollectionOptions>>();
        _transport = new GcpTransport(options);
        _broker = new HttpClient(new FakeBroker(redeem is null ? Redeemed : _ => redeem())) { BaseAddress = new Uri("http://broker.test") };
        var endpoints = EndpointsAt(google);
        var runs = new LeasedRuns(new BrokerClient(_broker), Leases, new Redactor(), TimeProvider.System, NullLogger<LeasedRuns>.Instance);
        Collection = new GcpCollection(
            runs, _transport, endpoints, new GcpSources(options, collection), options, collection, TimeProvider.System,
            NullLogger<GcpCollection>.Instance);
        Test = new AccessTest(runs, _transport, endpoints, options, time ?? TimeProvider.System);

        HttpResponseMessage Redeemed(string audience)
        {
            lock (Audiences)
            {
                Audiences.Add(audience);
            }

            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = JsonContent.Create(
                    new RedeemResponse
                    {
                        Provider = CloudProvider.Gcp,
                        Credentials = new RedeemedCredentials { AccessToken = token(audience) },
                        ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(15),
                        RunNumber = 1,
                        CallBudget = Calls,
                        CostBudgetBytes = 5L << 30,
                        Principal = Principal,
                    },
                    options: ContractJson.Options),
            };
        }
    }

    public RunningLeases Leases { get; } = new();

    public GcpCollection Collection { get; }

    public AccessTest Test { get; }

    /// <summary>Whom the broker names.</summary>
    public string? Principal { get; init; } = "serviceAccount:reader@shop.iam.gserviceaccount.com";

    /// <summary>Calls that the broker grants.</summary>
    public IReadOnlyDictionary<string, int> Calls { get; init; } = Budget;

    /// <summary>Audiences that were redeemed.</summary>
    public List<string> Audiences { get; } = [];

    /// <summary>As the broker makes it: calls of the same permission add up.</summary>
    public static IReadOnlyDictionary<string, int> Budget { get; } = GcpPlans.All
        .Concat([GcpResolve.Plan with { Calls = [.. GcpResolve.Plan.Calls.Where(call => call.Permission == "resourcemanager.projects.get")] }])
        .Append(GcpExcess.Plan).SelectMany(plan => plan.Calls).GroupBy(call => call.Permission).ToDictionary(group => group.Key, group => group.Sum(call => call.MaxCallsPerRun));

    public static GcpEndpoints EndpointsAt(Uri google) => new(new ConfigurationBuilder().AddInMemoryCollection(
        new[] { "COMPUTE", "CONTAINER", "RUN", "LOGGING", "MONITORING", "CLOUDRESOURCEMANAGER" }
            .ToDictionary(api => $"CLOUDSDK_API_ENDPOINT_OVERRIDES_{api}", string? (_) => google.AbsoluteUri)).Build());

    public static GcpSessionGranted Grant(
        string project, AlarmFact? alarm, DateTimeOffset alarmTime, DateTimeOffset now, LeasePurpose purpose = LeasePurpose.Investigation)
    {
        var from = alarmTime.AddMinutes(-15);
        return new GcpSessionGranted
        {
            TenantId = "ten_1", Purpose = purpose, InvestigationId = purpose == LeasePurpose.Investigation ? "inv_1" : null, Pass = 1,
            IntegrationId = "int_1", LeaseId = "lea_1", SessionToken = "lea_1.collector-gcp.mac", ExpiresAt = now.AddMinutes(15),
            Target = new CollectionTarget { Alarm = alarm, Resources = [], Accounts = [project], Regions = ["global"] },
            Window = new InvestigationWindow
            {
                From = from, To = now > from ? now : alarmTime,
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

    private sealed class FakeBroker(Func<string, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var asked = await request.Content!.ReadFromJsonAsync<RedeemRequest>(ContractJson.Options, cancellationToken);
            return answer(asked!.Audience);
        }
    }
}
