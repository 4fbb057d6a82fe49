using CauseFlow.Demo.Api;

namespace CauseFlow.Demo.Onboarding;

/// <summary>Connects the clouds of a scenario, exactly as a customer does; they take part in each other's investigations.</summary>
internal sealed class CloudConnections(ProductClient product, SimulatorClient cloud, DemoLog log)
{
    /// <summary>Connects them all and raises the scenario's one alarm; call <paramref name="raising"/> right before.</summary>
    public async Task PlayAsync(SimulatorFacts facts, Action raising, CancellationToken cancellationToken)
    {
        var alarmed = Alarmed(facts);
        var links = new List<string>();
        foreach (var other in Others(facts))
        {
            links.Add(await other.ConnectAsync(facts, [], cancellationToken));
        }

        await alarmed.ConnectAsync(facts, links, cancellationToken);
        raising();
        await alarmed.RaiseAlarmAsync(facts, cancellationToken);
    }

    private ICloudConnection Alarmed(SimulatorFacts facts) =>
        facts.AzureAlertId is not null ? new AzureConnection(product, cloud, log)
        : facts.HasGoogleAlarm ? new GcpConnection(product, cloud, log)
        : new AwsConnection(product, cloud, log);

    /// <summary>The clouds beside the one whose alarm fires. AWS is there in every scenario and quiet in those of others.</summary>
    private IEnumerable<ICloudConnection> Others(SimulatorFacts facts)
    {
        if (facts is { AzureEndpoint: not null, AzureAlertId: null })
        {
            yield return new AzureConnection(product, cloud, log);
        }

        if (facts is { GoogleEndpoint: not null, HasGoogleAlarm: false })
        {
            yield return new GcpConnection(product, cloud, log);
        }
    }
}
