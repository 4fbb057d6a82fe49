using System.Net.Http.Json;

namespace CauseFlow.Demo.Api;

/// <summary>What a customer does in AWS's console, done through the simulator's control interface.</summary>
internal sealed class SimulatorClient : IDisposable
{
    private readonly HttpClient client;

    public SimulatorClient(Uri control) =>
        client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = control,
            Timeout = TimeSpan.FromSeconds(60),
        };

    private sealed record Subscription(Uri Url, bool Confirmed);

    private sealed record WebhookDelivery(int? Status, string? Failure);

    private sealed record Delivery(IReadOnlyList<int> Attempts, string ResponseBody, bool Delivered);

    /// <summary>Puts the external id into the trust policy of the role to connect.</summary>
    public async Task SetExternalIdAsync(string externalId, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsJsonAsync(
            "role", new { externalId }, DemoJson.Options, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Subscribes the webhook to the topic: SNS sends it a SubscriptionConfirmation.</summary>
    /// <returns>Null when it was taken, else what the endpoint answered.</returns>
    public async Task<string?> SubscribeAsync(Uri webhook, CancellationToken cancellationToken)
    {
        var delivery = await PostAsync<Delivery>("subscribe", new { url = webhook }, cancellationToken);
        return Refusal(delivery);
    }

    public async Task<bool> IsConfirmedAsync(Uri webhook, CancellationToken cancellationToken)
    {
        var all = await client.GetFromJsonAsync<IReadOnlyList<Subscription>>(
            "subscriptions", DemoJson.Options, cancellationToken);
        return all is not null && all.Any(item => item.Confirmed && item.Url == webhook);
    }

    /// <summary>Lets the alarm go off: the signed notification goes to every confirmed subscription.</summary>
    /// <exception cref="DemoException">Nobody took it.</exception>
    public async Task PublishAlarmAsync(CancellationToken cancellationToken)
    {
        var deliveries = await PostAsync<IReadOnlyList<Delivery>>("alarm", new { state = "ALARM" }, cancellationToken);
        if (deliveries.Count == 0)
        {
            throw new DemoException("The topic has no confirmed subscription.");
        }

        if (deliveries.Select(Refusal).FirstOrDefault(refusal => refusal is not null) is { } refusal)
        {
            throw new DemoException($"The alarm was not taken: {refusal}");
        }
    }

    /// <summary>Lets CloudTrail catch up with all that has happened.</summary>
    public async Task CompleteTrailAsync(CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(new Uri("trail", UriKind.Relative), content: null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Lets Azure's action group or Google's notification channel send its alarm.</summary>
    /// <param name="path">Of the control interface, such as <c>azure/alert</c>.</param>
    /// <param name="webhook">Where to and with which basic authentication.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DemoException">It was not taken.</exception>
    public async Task PublishAsync(string path, WebhookSecret webhook, CancellationToken cancellationToken)
    {
        var delivery = await PostAsync<WebhookDelivery>(
            path, new { url = webhook.Url, user = webhook.Username, password = webhook.Password }, cancellationToken);
        if (delivery.Status is not (>= 200 and < 300))
        {
            throw new DemoException($"The alarm was not taken: HTTP {delivery.Status} {delivery.Failure}");
        }
    }

    public void Dispose() => client.Dispose();

    private static string? Refusal(Delivery delivery) =>
        delivery.Delivered ? null : $"HTTP {string.Join(", ", delivery.Attempts)}: {delivery.ResponseBody}";

    private async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsJsonAsync(path, body, DemoJson.Options, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<T>(DemoJson.Options, cancellationToken)
            ?? throw new DemoException($"The simulator gave no answer to {path}.");
    }
}
