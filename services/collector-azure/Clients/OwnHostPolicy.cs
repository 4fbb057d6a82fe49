using Azure.Core;
using Azure.Core.Pipeline;
using CauseFlow.Collection;
using CauseFlow.Collection.Calls;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>
/// Runs before each request is sent: one to another host than the endpoint's is refused, because a bearer token would go
/// with it wherever a nextLink leads. The answer is read up to a bound, whoever asked.
/// </summary>
internal sealed class OwnHostPolicy(Uri endpoint, int maxResponseBytes) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Every call of the collector is asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var uri = message.Request.Uri.ToUri();
        if (!IsOwn(endpoint, uri))
        {
            throw new PermanentCollectionException(
                RefusalReason.ProviderError, "An answer led to another host; no token was sent there.",
                "Check AZURE_RESOURCE_MANAGER_ENDPOINT and proxies: Azure itself stays on its own host.");
        }

        message.BufferResponse = false;
        await ProcessNextAsync(message, pipeline);
        if (message.Response.ContentStream is { } stream)
        {
            var body = await BoundedBody.ReadAsync(stream, maxResponseBytes, message.CancellationToken)
                ?? throw new PermanentCollectionException(
                    RefusalReason.ProviderError, $"The answer is larger than {maxResponseBytes} bytes.",
                    "Raise CollectorAzure:MaxResponseBytes, or lower CollectorAzure:MaxRowsPerQuery.")
                {
                    ProviderCode = AzureErrors.ResponseTooLarge,
                };
            await stream.DisposeAsync();
            message.Response.ContentStream = new MemoryStream(body, 0, body.Length, writable: false, publiclyVisible: true);
        }
    }

    public static bool IsOwn(Uri endpoint, Uri uri) =>
        uri.Scheme == "https" && uri.Port == endpoint.Port
            && uri.Host.Equals(endpoint.Host, StringComparison.OrdinalIgnoreCase)
        && uri.UserInfo.Length == 0;
}
