using System.Text.Json;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAzure.Clients;

/// <inheritdoc cref="IArmClient"/>
internal sealed class ArmRestClient(AzureHttp http, CollectionOptions options) : IArmClient
{
    private const int MaxItems = 5_000;

    public async Task<JsonElement> GetAsync(
        string permission, string path, string scope, CallMeter calls, CancellationToken cancellationToken) =>
        await SendAsync(new AzureCall(permission, path, scope), calls, cancellationToken);

    public async Task<JsonElement> PostAsync(
        string permission, string path, string scope, string body, CallMeter calls, CancellationToken cancellationToken) =>
        await SendAsync(new AzureCall(permission, path, scope, body), calls, cancellationToken);

    public async Task<ArmPages> ListAsync(
        string permission, string path, string scope, CallMeter calls, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { path };
        for (var page = 0; ; page++)
        {
            var call = new AzureCall(permission, path, scope);
            JsonElement answer;
            try
            {
                answer = await SendAsync(call, calls, cancellationToken);
                if (answer.At("value") is not { ValueKind: JsonValueKind.Array })
                {
                    throw AzureHttp.Unreadable(call, null);
                }
            }
            catch (CollectionException e) when (page > 0)
            {
                return new ArmPages(items, null, e);
            }

            items.AddRange(answer.Items("value").Where(item => item.ValueKind == JsonValueKind.Object));
            if (answer.Text("nextLink") is not { Length: > 0 } link)
            {
                return new ArmPages(items);
            }

            if (Next(link, seen, page, items.Count) is { } cut)
            {
                return new ArmPages(items, cut);
            }

            path = new Uri(link).PathAndQuery;
        }
    }

    /// <summary>Why the link is not followed; null where it is.</summary>
    private string? Next(string link, HashSet<string> seen, int page, int items) =>
        !Uri.TryCreate(link, UriKind.Absolute, out var uri) || !OwnHostPolicy.IsOwn(http.Endpoint, uri)
            ? "its next page is on another host, to which no token is sent"
        : !seen.Add(uri.PathAndQuery) ? "its next page is one that was read before"
        : page + 1 >= options.MaxPages ? $"it has more than {options.MaxPages} pages"
        : items >= MaxItems ? $"it has more than {MaxItems} entries" : null;

    private async Task<JsonElement> SendAsync(AzureCall call, CallMeter calls, CancellationToken cancellationToken)
    {
        using var document = await http.SendAsync(call, calls, cancellationToken);
        return document!.RootElement.Clone();
    }
}
