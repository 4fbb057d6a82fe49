using CauseFlow.Dashboard.Webhooks;

namespace CauseFlow.Dashboard.Api;

/// <summary>Where alarms arrive, and what became of them.</summary>
public sealed partial class CauseFlowApi
{
    internal async Task<IReadOnlyList<WebhookAddress>> WebhooksAsync(CancellationToken cancellationToken) =>
        (await GetAsync<ListOf<WebhookAddress>>("v1/webhooks", cancellationToken)).Items;

    /// <summary>The new secret or password is in this answer alone.</summary>
    internal Task<WebhookAddress> RotateWebhookAsync(string provider, CancellationToken cancellationToken) =>
        CreateAsync<WebhookAddress>($"v1/webhooks/{Segment(provider)}/rotate", new { }, cancellationToken);

    internal Task<ApiPage<Delivery>> DeliveriesAsync(
        string? verdict, string? provider, string? cursor, int limit, CancellationToken cancellationToken) =>
        GetAsync<ApiPage<Delivery>>($"v1/webhooks/deliveries?limit={limit}"
            + (string.IsNullOrEmpty(verdict) ? "" : $"&verdict={Segment(verdict)}")
            + (string.IsNullOrEmpty(provider) ? "" : $"&provider={Segment(provider)}")
            + (cursor is null ? "" : $"&cursor={Segment(cursor)}"), cancellationToken);

    internal async Task<IReadOnlyList<Sender>> SendersAsync(CancellationToken cancellationToken) =>
        (await GetAsync<ListOf<Sender>>("v1/webhooks/senders", cancellationToken)).Items;

    internal async Task<IReadOnlyList<Confirmation>> ConfirmationsAsync(CancellationToken cancellationToken) =>
        (await GetAsync<ListOf<Confirmation>>("v1/webhooks/confirmations", cancellationToken)).Items;

    internal Task ApproveConfirmationAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "v1/webhooks/confirmations", new { id }, cancellationToken);

    private sealed record ListOf<T>(IReadOnlyList<T> Items);
}
