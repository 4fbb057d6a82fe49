using CauseFlow.Demo.Api;
using Spectre.Console;

namespace CauseFlow.Demo.Onboarding;

/// <summary>Connects the simulated account exactly as a customer connects a real one.</summary>
internal sealed class AccountConnection(ProductClient product, SimulatorClient cloud, IAnsiConsole console)
{
    /// <summary>Ingestion learns of the account by a message, so the first confirmations may be too early.</summary>
    private const int MaxSubscribeAttempts = 10;

    private const int ConfirmationPolls = 20;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public async Task ConnectAsync(SimulatorFacts facts, CancellationToken cancellationToken)
    {
        var setup = await product.SetupAsync(cancellationToken);
        await cloud.SetExternalIdAsync(setup.ExternalId, cancellationToken);
        Say("trust", $"the role trusts {setup.PrincipalArn} with the external id");

        var integration = await product.ConnectAsync(facts, cancellationToken);
        if (integration.Status != "connected")
        {
            var test = integration.LastTest;
            throw new DemoException(
                $"The account is {integration.Status}: {test?.Reason} {test?.Message} {test?.Remedy}");
        }

        Say("account", $"{integration.Account ?? facts.Account} connected in {facts.Region}");
        var webhook = await product.CloudWatchWebhookAsync(cancellationToken);
        await SubscribeAsync(webhook, cancellationToken);
        Say("subscription", $"{facts.TopicArn} confirmed");
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

    private void Say(string what, string text) => console.MarkupLineInterpolated($"  {what,-14}{text}");
}
