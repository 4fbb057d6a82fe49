using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.CollectorGcp.Runs;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Gcp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>
/// The broker tells everybody which sources a run starts, and the collector starts them; the two must not say different
/// things, or a case reports the absence of what nobody was to read, or misses one.
/// </summary>
public sealed class ExpectedSourcesTests
{
    public static TheoryData<string?, string[], string[]?> Runs
    {
        get
        {
            var runs = new TheoryData<string?, string[], string[]?>();
            string[]?[] asked =
            [
                null, [], [GcpPlans.Logs.Source], [GcpPlans.Alarm.Source], [GcpPlans.AuditLog.Source, GcpPlans.Metrics.Source], ["nothing of the kind"],
            ];
            string?[] alarms =
            [
                null, "projects/shop-prod/alertPolicies/1/conditions/2", "projects/somebody-else/alertPolicies/1/conditions/2", "no policy at all",
            ];
            foreach (var sources in asked)
            {
                foreach (var alarm in alarms)
                {
                    foreach (string[] kinds in new string[][]
                        { [], [ResourceKinds.RunService], [ResourceKinds.ComputeInstance], [ResourceKinds.RunService, ResourceKinds.GenericService] })
                    {
                        runs.Add(alarm, kinds, sources);
                    }
                }
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void What_the_broker_expects_of_a_run_is_what_the_collector_starts(string? alarm, string[] kinds, string[]? sources)
    {
        var target = new CollectionTarget
        {
            Alarm = alarm is null ? null : AlarmOf(alarm), Resources = [.. kinds.Select(ResourceOf)], Accounts = ["shop-prod", "shop-data"],
            Regions = ["global"],
        };

        var started = Sources(sources).Where(source => source.AppliesTo(target)).Select(source => $"global {source.Plan.Source}");

        new GcpAccess(null!, null!, null!).ExpectedOf(target, sources).Select(source => $"{source.Region} {source.Source}")
            .ShouldBe(started, ignoreOrder: true);
    }

    private static List<IEvidenceSource> Sources(IReadOnlyList<string>? only)
    {
        var options = Options.Create(new CollectorGcpOptions());
        using var services = new ServiceCollection().AddOptions().BuildServiceProvider();
        using var transport = new GcpTransport(options);
        using var http = new GcpHttp(
            transport, GcpBench.EndpointsAt(new Uri("http://google.test")), new NoTokens(), options.Value, TimeProvider.System);
        return [.. new GcpSources(options, services.GetRequiredService<IOptionsMonitor<CollectionOptions>>()).Create(http, only).SelectMany(stage => stage)];
    }

    private static AlarmFact AlarmOf(string rule) => new()
    {
        Provider = CloudProvider.Gcp, Id = "projects/shop-prod/incidents/1", Name = "a", Account = "shop-prod", Region = "global",
        State = AlarmState.Alarm, StateChangedAt = DateTimeOffset.UnixEpoch, RuleId = rule,
    };

    private static ResourceRef ResourceOf(string kind) => kind == ResourceKinds.ComputeInstance
        ? SourceBench.Instance("shop-prod") : GcpResources.Service("shop-prod", "europe-west1", "checkout") with { Kind = kind };

    private sealed class NoTokens : IAccessTokens
    {
        public Task<string> TokenAsync(string audience, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
