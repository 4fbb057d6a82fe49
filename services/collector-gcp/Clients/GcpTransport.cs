using CauseFlow.Collection.Transport;
using Google.Apis.Http;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>The sockets to Google, below every client of Google's own library, which outlive the runs that use them.</summary>
internal sealed class GcpTransport : IDisposable
{
    private readonly HttpMessageHandler _sockets;

    public GcpTransport(IOptions<CollectorGcpOptions> options)
        : this(CloudSockets.Create(TimeSpan.FromSeconds(options.Value.ConnectTimeoutSeconds)))
    {
    }

    internal GcpTransport(HttpMessageHandler sockets)
    {
        _sockets = sockets;
        Clients = new Factory(sockets);
    }

    /// <summary>Makes the clients of Google's library.</summary>
    public HttpClientFactory Clients { get; }

    public void Dispose() => _sockets.Dispose();

    private sealed class Factory(HttpMessageHandler sockets) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => new Borrowed(sockets);
    }

    /// <summary>A client that ends does not end the sockets of the others.</summary>
    private sealed class Borrowed(HttpMessageHandler sockets) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _invoker = new(sockets, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _invoker.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _invoker.Dispose();
            base.Dispose(disposing);
        }
    }
}
