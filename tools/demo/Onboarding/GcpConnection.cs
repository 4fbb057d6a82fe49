using System.Text.Json;
using CauseFlow.Demo.Api;

namespace CauseFlow.Demo.Onboarding;

/// <summary>A Google Cloud project: a service account's key, and a notification channel with basic authentication.</summary>
internal sealed class GcpConnection(ProductClient product, SimulatorClient cloud, DemoLog log) : ICloudConnection
{
    private WebhookSecret? webhook;

    public async Task<string> ConnectAsync(SimulatorFacts facts, IReadOnlyList<string> links, CancellationToken cancellationToken)
    {
        var request = new
        {
            name = "Simulated project",
            projectIds = new[] { facts.GoogleProject },
            credential = JsonSerializer.Deserialize<JsonElement>(facts.GoogleServiceAccountKey!),
            links,
        };
        var integration = await product.ConnectAsync("gcp", request, cancellationToken);
        log.Say("project", $"{facts.GoogleProject} connected");
        webhook = await product.RotateWebhookAsync("gcp-monitoring", cancellationToken);
        log.Say("channel", "posts to the gcp-monitoring webhook with basic authentication");
        return integration.Id;
    }

    public async Task RaiseAlarmAsync(SimulatorFacts facts, CancellationToken cancellationToken)
    {
        await cloud.PublishAsync("google/alarm", webhook!, cancellationToken);
        log.Say("alarm", "opened by Cloud Monitoring, as its notification channel writes it");
    }
}
