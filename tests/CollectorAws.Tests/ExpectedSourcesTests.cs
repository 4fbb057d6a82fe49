using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.CollectorAws.Runs;
using CauseFlow.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>
/// The broker tells everybody which sources a run starts, and the collector starts them; the two must not say different
/// things, or a case reports the absence of what nobody was to read, or misses one.
/// </summary>
public sealed class ExpectedSourcesTests
{
    private const string Here = "eu-west-1";
    private const string There = "us-east-1";

    public static TheoryData<string?, string[], string[]?> Runs
    {
        get
        {
            var runs = new TheoryData<string?, string[], string[]?>();
            string[]?[] asked =
            [
                null, [], [AwsPlans.Logs.Source], [AwsPlans.Alarm.Source],
                [AwsPlans.AlarmHistory.Source, AwsPlans.Metrics.Source], ["nothing of the kind"],
            ];
            foreach (var sources in asked)
            {
                foreach (string? alarm in new[] { null, Here, There })
                {
                    foreach (string[] resources in new string[][] { [], [Here], [There], [Here, There] })
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
    public void What_the_broker_expects_of_a_run_is_what_the_collector_starts(
        string? alarm, string[] resources, string[]? sources)
    {
        var target = new CollectionTarget
        {
            Alarm = alarm is null ? null : AlarmIn(alarm),
            Resources = [.. resources.Select(ResourceIn)],
            Accounts = ["123456789012"],
            Regions = [Here, There],
        };

        var started = AwsSubject.Regions(target).SelectMany(part => Sources(part.Region, sources)
            .Where(source => source.AppliesTo(part.Target))
            .Select(source => $"{part.Region} {source.Plan.Source}"));

        CredentialBroker.Providers.Aws.AwsRunPlans.ExpectedOf(target, sources).Select(source => $"{source.Region} {source.Source}")
            .ShouldBe(started, ignoreOrder: true);
    }

    private static List<IEvidenceSource> Sources(string region, IReadOnlyList<string>? only)
    {
        var options = Options.Create(new CollectorAwsOptions());
        using var transport = new AwsTransport(options);
        using var services = new ServiceCollection().AddOptions().BuildServiceProvider();
        var sources = new AwsSources(
            transport, new AwsEndpoints(new ConfigurationBuilder().Build()), options,
            services.GetRequiredService<IOptionsMonitor<CollectionOptions>>(), TimeProvider.System);
        return [.. sources.Create(new AwsSession(AwsBench.AnyCredentials), region, only).SelectMany(stage => stage)];
    }

    private static AlarmFact AlarmIn(string region) => new()
    {
        Provider = CloudProvider.Aws, Id = $"arn:aws:cloudwatch:{region}:123456789012:alarm:a", Name = "a",
        Account = "123456789012", Region = region, State = AlarmState.Alarm, StateChangedAt = DateTimeOffset.UnixEpoch,
    };

    private static ResourceRef ResourceIn(string region) => new()
    {
        Provider = CloudProvider.Aws, Account = "123456789012", Region = region, Kind = ResourceKinds.LambdaFunction,
        Id = $"arn:aws:lambda:{region}:123456789012:function:f", Name = "f",
    };
}
