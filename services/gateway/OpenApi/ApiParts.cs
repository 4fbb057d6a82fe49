using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Gateway.Routes;
using CauseFlow.ServiceDefaults.OpenApi;

namespace CauseFlow.Gateway.OpenApi;

/// <summary>Asks every service behind the gateway, in parallel, for the description of its own endpoints.</summary>
internal sealed partial class ApiParts(IHttpClientFactory clients, IConfiguration configuration, ILogger<ApiParts> logger)
{
    public const string ClientName = "gateway: API documents of services";
    public const int MaxDocumentBytes = 4 * 1024 * 1024;

    /// <summary>One entry per service, in a fixed order; null where the service did not answer with a usable document.</summary>
    public async Task<IReadOnlyList<(string Service, JsonObject? Document)>> FetchAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(ServiceClusters.Names.Select(async name => (name, await FetchAsync(name, cancellationToken))));

    private async Task<JsonObject?> FetchAsync(string service, CancellationToken cancellationToken)
    {
        if (configuration[$"Services:{service}:InternalUrl"] is not { Length: > 0 } address)
        {
            Log.NoAddress(logger, service);
            return null;
        }

        try
        {
            using var client = clients.CreateClient(ClientName);
            var bytes = await client.GetByteArrayAsync(
                new Uri(new Uri(address), ApiDocuments.PathOf(service)), cancellationToken);
            return JsonNode.Parse(bytes) is JsonObject document && document["paths"] is JsonObject
                ? document
                : throw new JsonException("It is no OpenAPI document.");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or UriFormatException
            or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Log.Missing(logger, exception, service);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The API document leaves out {Service}: Services:{Service}:InternalUrl is not set")]
        public static partial void NoAddress(ILogger logger, string service);

        [LoggerMessage(2, LogLevel.Warning, "The API document leaves out {Service}, which did not describe itself")]
        public static partial void Missing(ILogger logger, Exception exception, string service);
    }
}
