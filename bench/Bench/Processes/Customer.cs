using System.Net.Http.Json;
using System.Text.Json;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Azure;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Google;
using CauseFlow.Contracts;

namespace CauseFlow.Bench.Processes;

/// <summary>What a customer does with the product, whichever way it runs.</summary>
/// <param name="cloud">The customer's cloud.</param>
/// <param name="url">The product's public address.</param>
/// <param name="adminKey">Its first admin key.</param>
/// <param name="until">Polls a condition, and fails when the product is gone.</param>
internal sealed class Customer(
    CloudSimulator cloud, Uri url, string adminKey, Func<Func<Task<bool>>, CancellationToken, Task> until) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public void Dispose() => http.Dispose();

    /// <summary>
    /// A new tenant connects the account and gets one alarm. A tenant of its own each time, because a second alarm of one
    /// tenant joins the incident that is open. <paramref name="beforeAlarm"/> changes the cloud after connecting.
    /// </summary>
    public async Task<Measured> InvestigateAsync(Action beforeAlarm, CancellationToken cancellationToken)
    {
        var tenant = await PostAsync("v1/tenants", adminKey, new { name = $"bench {Guid.NewGuid():n}" }, cancellationToken);
        var key = (await PostAsync(
            $"v1/tenants/{tenant.GetProperty("id").GetString()}/api-keys", adminKey, null, cancellationToken)).GetProperty("key").GetString()!;
        var raise = await ConnectAsync(key, cancellationToken);
        beforeAlarm();
        var start = TimeProvider.System.GetUtcNow();
        await raise();
        return await MeasureAsync(key, start, cancellationToken);
    }

    /// <returns>What lets the alarm go off.</returns>
    private async Task<Func<Task>> ConnectAsync(string key, CancellationToken cancellationToken)
    {
        var facts = cloud.Facts;
        if (facts.AzureAlertId is not null)
        {
            await PostAsync("v1/integrations/azure/connect", key, new
            {
                tenantId = facts.AzureTenantId, clientId = facts.AzureClientId, clientSecret = facts.AzureClientSecret,
                subscriptionIds = facts.AzureSubscriptions!.Take(1), workspaceId = facts.AzureWorkspaceId,
            }, cancellationToken);
            var (address, user, password) = await WebhookAsync("azure-monitor", key, cancellationToken);
            return () => cloud.Azure.PublishAsync(
                new AlertPublication { Url = address, User = user, Password = password }, cancellationToken);
        }

        if (facts.HasGoogleAlarm)
        {
            await PostAsync("v1/integrations/gcp/connect", key, new
            {
                projectIds = new[] { facts.GoogleProject },
                credential = JsonSerializer.Deserialize<JsonElement>(facts.GoogleServiceAccountKey!),
            }, cancellationToken);
            var (address, user, password) = await WebhookAsync("gcp-monitoring", key, cancellationToken);
            return () => cloud.Google!.PublishAsync(
                new GooglePublication { Url = address, User = user, Password = password }, cancellationToken);
        }

        var webhook = await ConnectAwsAsync(key, cancellationToken);
        return () => cloud.PublishAlarmAsync(new AlarmPublication { State = "ALARM", Url = webhook }, cancellationToken);
    }

    /// <summary>Connects the account of AWS for the tenant of a key.</summary>
    /// <returns>The address for SNS.</returns>
    public async Task<Uri> ConnectAwsAsync(string key, CancellationToken cancellationToken)
    {
        var setup = await GetAsync("v1/integrations/aws/setup", key, cancellationToken);
        cloud.SetExternalId(setup.GetProperty("externalId").GetString()!);
        await PostAsync("v1/integrations/aws/connect", key, new
        {
            roleArn = cloud.Facts.RoleArn,
            regions = new[] { cloud.Facts.Region },
            topicArns = new[] { cloud.Facts.TopicArn },
        }, cancellationToken);
        var webhooks = await GetAsync("v1/webhooks", key, cancellationToken);
        return new Uri(url, webhooks.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("provider").GetString() == "cloudwatch").GetProperty("url").GetString()!);
    }

    private async Task<(Uri Address, string User, string Password)> WebhookAsync(
        string provider, string key, CancellationToken cancellationToken)
    {
        var webhook = await PostAsync($"v1/webhooks/{provider}/rotate", key, null, cancellationToken);
        return (new Uri(url, webhook.GetProperty("url").GetString()!),
            webhook.GetProperty("username").GetString()!, webhook.GetProperty("password").GetString()!);
    }

    private async Task<Measured> MeasureAsync(string key, DateTimeOffset start, CancellationToken cancellationToken)
    {
        string? incident = null;
        JsonElement[] timeline = [];
        await until(async () =>
        {
            incident ??= (await GetAsync("v1/incidents", key, cancellationToken)).GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("id").GetString()).FirstOrDefault();
            if (incident is not null)
            {
                timeline = [.. (await GetAsync($"v1/incidents/{incident}/timeline?limit=100", key, cancellationToken))
                    .GetProperty("items").EnumerateArray()];
            }

            return timeline.Any(entry => Kind(entry) == "verdict");
        }, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, $"v1/incidents/{incident}/export"));
        request.Headers.Add("X-API-Key", key);
        using var answer = await http.SendAsync(request, cancellationToken);
        var export = (await answer.Content.ReadFromJsonAsync<CaseExport>(ContractJson.Options, cancellationToken))!;
        if (export.Case.Coverage.FirstOrDefault(row => row is { Reason: not null, Outcome: not CoverageOutcome.Partial }) is { } gap)
        {
            throw new InvalidOperationException($"{gap.Source} was not collected, so that there is nothing to measure: {gap.Detail}");
        }

        return new Measured(start, TimeOf(timeline, "verdict"), TimeOf(timeline, "collection_completed"), export.TraceId!);
    }

    private static string? Kind(JsonElement entry) => entry.GetProperty("kind").GetString();

    private static DateTimeOffset TimeOf(IEnumerable<JsonElement> timeline, string kind) =>
        timeline.Where(entry => Kind(entry) == kind).Select(entry => entry.GetProperty("at").GetDateTimeOffset()).Min();

    private Task<JsonElement> GetAsync(string path, string key, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, key, null, cancellationToken);

    private Task<JsonElement> PostAsync(string path, string key, object? body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, key, body, cancellationToken);

    private async Task<JsonElement> SendAsync(
        HttpMethod method, string path, string key, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(url, path));
        request.Headers.Add("X-API-Key", key);
        request.Content = body is null ? null : JsonContent.Create(body, options: ContractJson.Options);
        using var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement.Clone()
            : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
    }
}

/// <summary>One investigation by the clock that simulator and product share.</summary>
internal sealed record Measured(DateTimeOffset AlarmSent, DateTimeOffset Verdict, DateTimeOffset CollectionCompleted, string TraceId);
