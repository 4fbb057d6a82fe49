using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>The simulated account in the middle of its incident, and sessions of its roles.</summary>
public sealed class SimulatedAccount : IAsyncLifetime
{
    private readonly string _scenario;
    private readonly Func<Scenario, Scenario> _change;

    /// <summary>As a class fixture: the Lambda incident.</summary>
    public SimulatedAccount()
        : this("lambda-timeout")
    {
    }

    internal SimulatedAccount(string scenario = "lambda-timeout", Func<Scenario, Scenario>? change = null)
    {
        _scenario = scenario;
        _change = change ?? (same => same);
    }

    public CloudSimulator Simulator { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Simulator = await CloudSimulator.StartAsync(
        new CloudSimulatorOptions
        {
            LoadedScenario = _change(ScenarioLoader.Load(_scenario)),
            AlarmTime = TimeProvider.System.GetUtcNow().AddSeconds(-30),
        });

    public ValueTask DisposeAsync() => Simulator.DisposeAsync();

    internal async Task<CollectionEnd> RunAsync(
        CollectedFindings findings, RedeemedCredentials credentials, IReadOnlyList<string>? only = null,
        Action<CollectorAwsOptions>? configure = null, IReadOnlyList<ResourceRef>? requested = null, string? alarm = null,
        Func<AwsSessionGranted, AwsSessionGranted>? change = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var bench = new AwsBench(Simulator.AwsEndpoint, () => AwsBench.Redeemed(credentials, now), configure);
        var facts = Simulator.Facts;
        var grant = AwsBench.Grant(facts.Account, facts.Region, alarm ?? facts.AlarmArn, facts.AlarmTime, now);
        if (requested is not null)
        {
            grant = grant with { Target = grant.Target with { Alarm = null, Resources = requested } };
        }

        grant = change?.Invoke(grant) ?? grant;
        return await bench.Collection.RunAsync(
            grant with { Sources = only }, findings, TestContext.Current.CancellationToken);
    }

    public async Task<RedeemedCredentials> AssumeRoleAsync(string role)
    {
        var facts = Simulator.Facts;
        using var sts = new AmazonSecurityTokenServiceClient(
            new BasicAWSCredentials(facts.PrincipalAccessKeyId, facts.PrincipalSecretAccessKey),
            new AmazonSecurityTokenServiceConfig
            {
                ServiceURL = Simulator.AwsEndpoint.AbsoluteUri, AuthenticationRegion = facts.Region,
            });
        var answer = await sts.AssumeRoleAsync(new AssumeRoleRequest
        {
            RoleArn = facts.RoleArns[role],
            ExternalId = facts.ExternalId,
            RoleSessionName = "inv_1",
            DurationSeconds = 900,
        });
        return new RedeemedCredentials
        {
            AccessKeyId = answer.Credentials.AccessKeyId,
            SecretAccessKey = answer.Credentials.SecretAccessKey,
            SessionToken = answer.Credentials.SessionToken,
        };
    }
}
