using CauseFlow.Demo.Api;

namespace CauseFlow.Demo.Onboarding;

/// <summary>Azure subscriptions: an app registration with Reader, and an action group that posts the common alert schema.</summary>
internal sealed class AzureConnection(ProductClient product, SimulatorClient cloud, DemoLog log) : ICloudConnection
{
    private WebhookSecret? webhook;

    public async Task<string> ConnectAsync(SimulatorFacts facts, IReadOnlyList<string> links, CancellationToken cancellationToken)
    {
        var request = new
        {
            name = "Simulated subscription",
            tenantId = facts.AzureTenantId,
            clientId = facts.AzureClientId,
            clientSecret = facts.AzureClientSecret,
            subscriptionIds = facts.AzureSubscriptions!.Take(1),
            workspaceId = facts.AzureWorkspaceId,
            links,
        };
        var integration = await product.ConnectAsync("azure", request, cancellationToken);
        log.Say("subscription", $"{facts.AzureSubscriptions![0]} connected");
        webhook = await product.RotateWebhookAsync("azure-monitor", cancellationToken);
        log.Say("action group", "posts to the azure-monitor webhook with basic authentication");
        return integration.Id;
    }

    public async Task RaiseAlarmAsync(SimulatorFacts facts, CancellationToken cancellationToken)
    {
        await cloud.PublishAsync("azure/alert", webhook!, cancellationToken);
        log.Say("alarm", "fired by Azure Monitor, in the common alert schema");
    }
}
