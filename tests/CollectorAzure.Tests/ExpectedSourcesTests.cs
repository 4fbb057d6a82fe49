using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Runs;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>
/// The broker tells everybody which sources a run starts, and the collector starts them; the two must not say different
/// things, or a case reports the absence of what nobody was to read, or misses one.
/// </summary>
public sealed class ExpectedSourcesTests
{
    private const string Own = "11111111-2222-4333-8444-555555555555";
    private const string Foreign = "99999999-2222-4333-8444-555555555555";

    public static TheoryData<string?, string[], string[]?> Runs
    {
        get
        {
            var runs = new TheoryData<string?, string[], string[]?>();
            string[]?[] asked =
            [
                null, [], [AzurePlans.Logs.Source], [AzurePlans.Alarm.Source],
                [AzurePlans.ActivityLog.Source, AzurePlans.Metrics.Source], ["nothing of the kind"],
            ];
            string?[] alarms =
            [
                null, $"/subscriptions/{Own}/providers/Microsoft.AlertsManagement/alerts/a",
                $"/subscriptions/{Foreign}/providers/Microsoft.AlertsManagement/alerts/a", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a",
            ];
            string[] types = ["Microsoft.Web/sites", "Microsoft.Compute/virtualMachines", "Microsoft.ContainerService/managedClusters"];
            string[][] subjects = [[], .. types.Select(type => new[] { type }), types];
            foreach (var sources in asked)
            {
                foreach (var alarm in alarms)
                {
                    foreach (var resources in subjects)
                    {
                        runs.Add(alarm, resources, sources);
                    }
                }
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void What_the_broker_expects_of_a_run_is_what_the_collector_starts(string? alarm, string[] resources, string[]? sources)
    {
        var target = new CollectionTarget
        {
            Alarm = alarm is null ? null : AlarmOf(alarm), Resources = [.. resources.Select(ResourceOf)], Accounts = [Own], Regions = ["global"],
        };

        var started = Sources(sources).Where(source => source.AppliesTo(target)).Select(source => source.Plan.Source);

        AzureAccess.Plans.ExpectedOf(target, sources).Select(source => source.Source).ShouldBe(started, ignoreOrder: true);
    }

    private static List<IEvidenceSource> Sources(IReadOnlyList<string>? only)
    {
        var options = Options.Create(new CollectorAzureOptions());
        var endpoints = new AzureEndpoints(new ConfigurationBuilder().Build());
        using var transport = new AzureTransport(options, endpoints);
        using var services = new ServiceCollection().AddOptions().BuildServiceProvider();
        using var broker = new HttpClient { BaseAddress = new Uri("http://broker.test") };
        var sources = new AzureSources(
            transport, endpoints, options, services.GetRequiredService<IOptionsMonitor<CollectionOptions>>(), TimeProvider.System);
        return
        [
            .. sources.Create(new LeaseSession(new BrokerClient(broker), "token", "run_1", TimeProvider.System, CancellationToken.None), only).Stages
                .SelectMany(stage => stage),
        ];
    }

    private static AlarmFact AlarmOf(string id) => new()
    {
        Provider = id[0] == '/' ? CloudProvider.Azure : CloudProvider.Aws, Id = id, Name = "a", Account = Own, Region = "global",
        State = AlarmState.Alarm, StateChangedAt = DateTimeOffset.UnixEpoch,
    };

    private static ResourceRef ResourceOf(string type) => new()
    {
        Provider = CloudProvider.Azure, Account = Own, Region = "westeurope", Kind = ResourceKinds.GenericService,
        Id = $"/subscriptions/{Own}/resourceGroups/g/providers/{type}/x", Name = "x",
    };
}
