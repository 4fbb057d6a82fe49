using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Demo.Api;

/// <summary>A customer's view of CauseFlow: the public API with an API key, nothing else.</summary>
internal sealed class ProductClient : IDisposable
{
    private const int MaxPages = 20;
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);
    private readonly HttpClient client;

    public ProductClient(ProductReady ready)
    {
        client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = ready.Url,
            Timeout = TimeSpan.FromSeconds(30),
        };
        client.DefaultRequestHeaders.Add(
            "X-API-Key", ready.FirstAdminKey ?? throw new DemoException("all-in-one gave no first admin key."));
    }

    public Task<SetupAnswer> SetupAsync(CancellationToken cancellationToken) =>
        GetAsync<SetupAnswer>("v1/integrations/aws/setup", cancellationToken);

    /// <param name="provider">The cloud as the API's path names it.</param>
    /// <param name="request">The body.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DemoException">The cloud refuses, with the product's reason and remedy.</exception>
    public async Task<IntegrationAnswer> ConnectAsync(string provider, object request, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsJsonAsync(
            $"v1/integrations/{provider}/connect", request, DemoJson.Options, cancellationToken);
        var integration = Parse<IntegrationAnswer>(await BodyAsync(response, cancellationToken));
        return integration.Status == "connected" ? integration : throw new DemoException(
            $"The account is {integration.Status}: {integration.LastTest?.Reason} {integration.LastTest?.Message} "
            + $"{integration.LastTest?.Remedy}");
    }

    /// <summary>The webhook's address with a new secret, which is shown this once.</summary>
    public async Task<WebhookSecret> RotateWebhookAsync(string provider, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(
            new Uri($"v1/webhooks/{provider}/rotate", UriKind.Relative), content: null, cancellationToken);
        var webhook = Parse<WebhookSecret>(await BodyAsync(response, cancellationToken));
        return webhook with { Url = new Uri(client.BaseAddress!, webhook.Url) };
    }

    /// <summary>The address that SNS delivers alarms to.</summary>
    public async Task<Uri> CloudWatchWebhookAsync(CancellationToken cancellationToken)
    {
        var webhooks = await GetAsync<ItemsAnswer<WebhookAnswer>>("v1/webhooks", cancellationToken);
        var webhook = webhooks.Items.FirstOrDefault(item => item.Provider == "cloudwatch")
            ?? throw new DemoException("The tenant has no cloudwatch webhook.");
        return new Uri(client.BaseAddress!, webhook.Url);
    }

    /// <returns>Null as long as there is none.</returns>
    public async Task<IncidentAnswer?> NewestIncidentAsync(CancellationToken cancellationToken) =>
        await GetAsync<ItemsAnswer<IncidentAnswer>>("v1/incidents", cancellationToken) is { Items: [var first, ..] }
            ? first
            : null;

    public async Task<IReadOnlyList<TimelineAnswer>> TimelineAsync(
        string incidentId, CancellationToken cancellationToken) =>
        (await GetAsync<ItemsAnswer<TimelineAnswer>>(
            $"v1/incidents/{incidentId}/timeline", cancellationToken)).Items;

    public async Task<IReadOnlyList<InvestigationAnswer>> InvestigationsAsync(
        string incidentId, CancellationToken cancellationToken) =>
        (await GetAsync<ItemsAnswer<InvestigationAnswer>>(
            $"v1/incidents/{incidentId}/investigations", cancellationToken)).Items;

    public async Task<IReadOnlyDictionary<string, EvidenceAnswer>> EvidenceAsync(
        string incidentId, CancellationToken cancellationToken)
    {
        var evidence = new Dictionary<string, EvidenceAnswer>(StringComparer.Ordinal);
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var query = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var answer = await GetAsync<ItemsAnswer<EvidenceAnswer>>(
                $"v1/triage/{incidentId}/evidence?limit=100{query}", cancellationToken);
            foreach (var row in answer.Items)
            {
                evidence[row.EvidenceId] = row;
            }

            cursor = answer.Cursor;
            if (cursor is null)
            {
                break;
            }
        }

        return evidence;
    }

    public async Task<ExportAnswer> ExportAsync(string incidentId, CancellationToken cancellationToken)
    {
        var body = await GetBytesAsync($"v1/incidents/{incidentId}/export", cancellationToken);
        var exported = JsonSerializer.Deserialize<CaseExport>(body, ContractJson.Options)
            ?? throw new DemoException("The export is empty.");
        return new ExportAnswer(body, exported);
    }

    public void Dispose() => client.Dispose();

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        Parse<T>(await GetBytesAsync(path, cancellationToken));

    private async Task<byte[]> GetBytesAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var response = await client.GetAsync(path, cancellationToken);
            if (response.StatusCode != HttpStatusCode.TooManyRequests)
            {
                return await BodyAsync(response, cancellationToken);
            }

            await Task.Delay(response.Headers.RetryAfter?.Delta ?? DefaultRetryAfter, cancellationToken);
        }
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return body;
        }

        var request = response.RequestMessage;
        throw new DemoException(
            $"{request?.Method} {request?.RequestUri?.AbsolutePath} answered {(int)response.StatusCode}: "
            + System.Text.Encoding.UTF8.GetString(body));
    }

    private static T Parse<T>(byte[] body) =>
        JsonSerializer.Deserialize<T>(body, DemoJson.Options) ?? throw new DemoException("An answer is empty.");
}
