using CauseFlow.Collection.Transport;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>
/// The sockets to AWS. A client of its own rather than one of the factory's: redirects must never be followed (the token
/// header would go with them) and no shared default may add a second retry.
/// </summary>
internal sealed class AwsTransport : IDisposable
{
    public AwsTransport(IOptions<CollectorAwsOptions> options)
        : this(CloudSockets.Create(TimeSpan.FromSeconds(options.Value.ConnectTimeoutSeconds)))
    {
    }

    internal AwsTransport(HttpMessageHandler handler)
    {
        Handler = handler;
        Client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public HttpClient Client { get; }

    /// <summary>The sockets below <see cref="Client"/>, for a vendor's client that brings its own.</summary>
    public HttpMessageHandler Handler { get; }

    public void Dispose() => Client.Dispose();
}
