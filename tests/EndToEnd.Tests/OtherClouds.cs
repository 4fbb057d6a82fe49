using System.Text.Json;
using CauseFlow.CloudSimulation.Azure;
using CauseFlow.CloudSimulation.Google;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>What a customer of Azure and of Google Cloud does, in the manner of <see cref="Customer"/>.</summary>
internal static class OtherClouds
{
    /// <summary>Connects every cloud of the scenario beside AWS and links them to the one whose alarm fires.</summary>
    public static async Task ConnectAllAsync(this Customer customer)
    {
        var facts = customer.Cloud.Facts;
        if (facts is { AzureAlertId: null, HasGoogleAlarm: false })
        {
            var links = facts.GoogleEndpoint is null ? [] : new[] { await customer.ConnectGcpAsync() };
            await customer.ConnectAsync(links);
            return;
        }

        _ = facts.AzureAlertId is not null ? await customer.ConnectAzureAsync() : await customer.ConnectGcpAsync();
    }

    /// <returns>The integration's id.</returns>
    public static async Task<string> ConnectAzureAsync(this Customer customer, bool keyless = false)
    {
        var facts = customer.Cloud.Facts;
        return await customer.ConnectedAsync("azure", new
        {
            tenantId = facts.AzureTenantId,
            clientId = facts.AzureClientId,
            clientSecret = keyless ? null : facts.AzureClientSecret,
            subscriptionIds = facts.AzureSubscriptions!.Take(1),
            workspaceId = facts.AzureWorkspaceId,
        });
    }

    /// <returns>The integration's id.</returns>
    public static Task<string> ConnectGcpAsync(this Customer customer, string? document = null) => customer.ConnectedAsync("gcp", new
    {
        projectIds = new[] { customer.Cloud.Facts.GoogleProject },
        credential = JsonSerializer.Deserialize<JsonElement>(document ?? customer.Cloud.Facts.GoogleServiceAccountKey!),
    });

    /// <summary>The scenario's alarm by whichever cloud it is of; the answer is what the webhook gave.</summary>
    public static async Task<int?> RaiseScenarioAlarmAsync(this Customer customer)
    {
        var facts = customer.Cloud.Facts;
        if (facts.AzureAlertId is not null)
        {
            var (url, user, password) = await customer.WebhookAsync("azure-monitor");
            return (await customer.Cloud.Azure.PublishAsync(
                new AlertPublication { Url = url, User = user, Password = password }, TestContext.Current.CancellationToken)).Status;
        }

        if (facts.HasGoogleAlarm)
        {
            var (url, user, password) = await customer.WebhookAsync("gcp-monitoring");
            return (await customer.Cloud.Google!.PublishAsync(
                new GooglePublication { Url = url, User = user, Password = password }, TestContext.Current.CancellationToken)).Status;
        }

        return (await customer.RaiseAlarmAsync()).ShouldHaveSingleItem().Attempts[^1];
    }

    private static async Task<(Uri Url, string User, string Password)> WebhookAsync(this Customer customer, string provider)
    {
        var webhook = await customer.Api.PostAsync($"v1/webhooks/{provider}/rotate");
        return (new Uri(customer.Url, webhook.GetProperty("url").GetString()!),
            webhook.GetProperty("username").GetString()!, webhook.GetProperty("password").GetString()!);
    }

    private static async Task<string> ConnectedAsync(this Customer customer, string provider, object request)
    {
        var integration = await customer.Api.PostAsync($"v1/integrations/{provider}/connect", request);
        integration.GetProperty("status").GetString().ShouldBe("connected");
        return integration.GetProperty("id").GetString()!;
    }
}
