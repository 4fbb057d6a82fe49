using Azure.Core.Pipeline;
using CauseFlow.Collection.Transport;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>The sockets to Azure, below every pipeline of Azure's own library.</summary>
internal sealed class AzureTransport : IDisposable
{
    private readonly HttpClient _client;

    public AzureTransport(IOptions<CollectorAzureOptions> options, AzureEndpoints endpoints)
        : this(CloudSockets.Create(TimeSpan.FromSeconds(options.Value.ConnectTimeoutSeconds), endpoints.ExtraRoots))
    {
    }

    internal AzureTransport(HttpMessageHandler handler)
    {
        _client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        Transport = new HttpClientTransport(_client);
    }

    public HttpPipelineTransport Transport { get; }

    public void Dispose() => _client.Dispose();
}
