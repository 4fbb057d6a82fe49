using System.Runtime.InteropServices;
using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;

namespace CauseFlow.CollectorAzure.Clients;

/// <inheritdoc cref="IArmClient"/>
internal sealed class ArmRestClient(AzureHttp http, CollectionOptions options, CollectorAzureOptions bounds) : IArmClient
{
    private const int MaxItems = 5_000;
    private readonly ListedBytes _bytes = new(bounds.MaxListBytes, bounds.MaxRunListBytes);

    public async Task<JsonElement> GetAsync(
        string permission, string path, string scope, CallMeter calls, CancellationToken cancellationToken) =>
        await SendAsync(new AzureCall(permission, path, scope), calls, cancellationToken);

    public async Task<JsonElement> PostAsync(
        string permission, string path, string scope, string body, CallMeter calls, CancellationToken cancellationToken) =>
        await SendAsync(new AzureCall(permission, path, scope, body), calls, cancellationToken);

    public async Task<ArmPages<T>> ListAsync<T>(
        string permission, string path, string scope, Func<JsonElement, T> keep, CallMeter calls,
        CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { path };
        var bytes = 0L;
        for (var page = 0; ; page++)
        {
            string link;
            int size;
            try
            {
                using var document = await PageAsync(new AzureCall(permission, path, scope), calls, cancellationToken);
                var answer = document.RootElement;
                items.AddRange(answer.Items("value").Where(item => item.ValueKind == JsonValueKind.Object).Select(keep));
                size = JsonMarshal.GetRawUtf8Value(answer).Length;
                bytes += size;
                link = answer.Text("nextLink") ?? "";
            }
            catch (CollectionException e) when (page > 0)
            {
                return new ArmPages<T>(items, null, e);
            }

            var cut = _bytes.Cut(bytes, size);
            if (link.Length == 0)
            {
                return new ArmPages<T>(items);
            }

            if (cut is null && Astray(link, seen) is { } astray)
            {
                return new ArmPages<T>(items, astray);
            }

            if ((cut ?? Bound(page, items.Count)) is { } bound)
            {
                return new ArmPages<T>(items, bound) { IsTooLong = true };
            }

            path = new Uri(link).PathAndQuery;
        }
    }

    private async Task<JsonDocument> PageAsync(AzureCall call, CallMeter calls, CancellationToken cancellationToken)
    {
        var document = await http.SendAsync(call, calls, cancellationToken);
        if (document!.RootElement.At("value") is { ValueKind: JsonValueKind.Array })
        {
            return document;
        }

        document.Dispose();
        throw AzureHttp.Unreadable(call, null);
    }

    /// <summary>Why the link is not followed; null where it is.</summary>
    private string? Astray(string link, HashSet<string> seen) =>
        !Uri.TryCreate(link, UriKind.Absolute, out var uri) || !OwnHostPolicy.IsOwn(http.Endpoint, uri)
            ? "its next page is on another host, to which no token is sent"
        : !seen.Add(uri.PathAndQuery) ? "its next page is one that was read before" : null;

    private string? Bound(int page, int items) =>
        page + 1 >= options.MaxPages ? $"it has more than {options.MaxPages} pages"
        : items >= MaxItems ? $"it has more than {MaxItems} entries" : null;

    private async Task<JsonElement> SendAsync(AzureCall call, CallMeter calls, CancellationToken cancellationToken)
    {
        using var document = await http.SendAsync(call, calls, cancellationToken);
        return document!.RootElement.Clone();
    }
}
