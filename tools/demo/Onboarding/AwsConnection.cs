using CauseFlow.Demo.Api;

namespace CauseFlow.Demo.Onboarding;

/// <summary>An AWS account: a role that trusts CauseFlow with its external id, and a topic whose alarms SNS delivers.</summary>
internal sealed class AwsConnection(ProductClient product, SimulatorClient cloud, DemoLog log) : ICloudConnection
{
    /// <summary>Ingestion learns of the account by a message, so the first confirmations may be too early.</summary>
    private const int MaxSubscribeAttempts = 10;

    private const int ConfirmationPolls = 20;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public async Task<string> ConnectAsync(SimulatorFacts facts, IReadOnlyList<string> links, CancellationToken cancellationToken)
    {
        var setup = await product.SetupAsync(cancellationToken);
        await cloud.SetExternalIdAsync(setup.ExternalId, cancellationToken);
        log.Say("trust", $"the role trusts {setup.PrincipalArn} with the external id");
        var request = new
        {
            name = "Simulated account",
            roleArn = facts.RoleArn,
            regions = new[] { facts.Region },
            topicArns = new[] { facts.TopicArn },
            links,
        };
        var integration = await product.ConnectAsync("aws", request, cancellationToken);
        log.Say("account", $"{integration.Account ?? facts.Account} connected in {facts.Region}");
        var webhook = await product.CloudWatchWebhookAsync(cancellationToken);
        await SubscribeAsync(webhook, cancellationToken);
        log.Say("subscription", $"{facts.TopicArn} confirmed");
        return integration.Id;
    }

    public async Task RaiseAlarmAsync(SimulatorFacts facts, CancellationToken cancellationToken)
    {
        await cloud.PublishAlarmAsync(cancellationToken);
        log.Say("alarm", $"{facts.AlarmName} published, signed as SNS does");
    }

    private async Task SubscribeAsync(Uri webhook, CancellationToken cancellationToken)
    {
        string? refusal = null;
        for (var attempt = 0; attempt < MaxSubscribeAttempts; attempt++)
        {
            refusal = await cloud.SubscribeAsync(webhook, cancellationToken);
            for (var poll = 0; poll < ConfirmationPolls; poll++)
            {
                if (await cloud.IsConfirmedAsync(webhook, cancellationToken))
                {
                    return;
                }

                await Task.Delay(PollInterval, cancellationToken);
            }
        }

        refusal ??= "The message was taken, but its URL was not visited.";
        throw new DemoException($"CauseFlow did not confirm the subscription. {refusal}");
    }
}
