using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CauseFlow.ServiceDefaults.Outbound;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Sns;

/// <summary>What a fetch brought: the status and, for 200, a body within the bound.</summary>
public sealed record SnsFetch(HttpStatusCode Status, byte[] Body);

/// <summary>Fetches addresses of SNS; a narrow interface, so that tests count and answer the calls.</summary>
public interface ISnsHttp
{
    /// <summary>Throws <see cref="HttpRequestException"/> or <see cref="OperationCanceledException"/> when unreachable.</summary>
    Task<SnsFetch> GetAsync(SnsUrl url, CancellationToken cancellationToken);

    /// <summary>The same for the certificate of an issuer.</summary>
    Task<SnsFetch> GetIssuerAsync(SnsIssuerUrl url, CancellationToken cancellationToken);
}

/// <summary>
/// The only way out of ingestion: checked addresses, no redirects, no cookies, small answers, and a connection to exactly the
/// address that was checked, so that DNS cannot change between check and use. Where the machine's proxy (HTTPS_PROXY, NO_PROXY) is
/// in charge of the host, the proxy looks the name up: what remains is that the name is one of SNS's and that the server behind
/// it proves it by its certificate.
/// </summary>
public sealed class SnsHttp : ISnsHttp, IDisposable
{
    private static readonly HttpRequestOptionsKey<SnsExtraHost?> ExtraHostKey = new("sns.extra-host");
    private readonly SnsOptions _options;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly IWebProxy _proxy;
    private readonly HttpClient _system;
    private readonly HttpClient _proxied;
    private readonly HttpClient _extra;

    public SnsHttp(IOptions<SnsOptions> options, SnsTrust trust)
        : this(options, trust, Dns.GetHostAddressesAsync, HttpClient.DefaultProxy)
    {
    }

    internal SnsHttp(
        IOptions<SnsOptions> options, SnsTrust trust, Func<string, CancellationToken, Task<IPAddress[]>> resolve, IWebProxy proxy)
    {
        (_options, _resolve, _proxy) = (options.Value, resolve, proxy);
        _system = Client(Sockets(trust.Policy(extraHost: false)), ConnectAsync);
        _proxied = Client(Sockets(trust.Policy(extraHost: false), proxy), connect: null);
        _extra = Client(Sockets(trust.Policy(extraHost: true)), ConnectAsync);
    }

    public Task<SnsFetch> GetAsync(SnsUrl url, CancellationToken cancellationToken) =>
        GetAsync(url.Uri, url.ExtraHost, cancellationToken);

    public Task<SnsFetch> GetIssuerAsync(SnsIssuerUrl url, CancellationToken cancellationToken) =>
        GetAsync(url.Uri, url.ExtraHost, cancellationToken);

    private async Task<SnsFetch> GetAsync(Uri uri, SnsExtraHost? extraHost, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(_options.FetchTimeoutSeconds));
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Options.Set(ExtraHostKey, extraHost);
        var client = extraHost is not null ? _extra : _proxy.IsBypassed(uri) || _proxy.GetProxy(uri) is null ? _system : _proxied;
        using var response = await client
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new SnsFetch(response.StatusCode, []);
        }

        await response.Content.LoadIntoBufferAsync(_options.MaxFetchBytes, timeout.Token).ConfigureAwait(false);
        return new SnsFetch(
            response.StatusCode, await response.Content.ReadAsByteArrayAsync(timeout.Token).ConfigureAwait(false));
    }

    private static HttpClient Client(
        SocketsHttpHandler sockets, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        sockets.ConnectCallback = connect;
        return new HttpClient(sockets) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private SocketsHttpHandler Sockets(X509ChainPolicy policy, IWebProxy? proxy = null) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = proxy is not null,
        Proxy = proxy,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = 16,
        MaxConnectionsPerServer = 8,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(_options.FetchTimeoutSeconds),
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
    };

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endpoint = await EndpointAsync(context, cancellationToken).ConfigureAwait(false);
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPEndPoint> EndpointAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (context.InitialRequestMessage.Options.TryGetValue(ExtraHostKey, out var extra) && extra is not null)
        {
            return new IPEndPoint(IPAddress.Parse(extra.Address), extra.Port);
        }

        var addresses = await _resolve(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);

        // One private address among public ones is an attempt at rebinding, not a server to be chosen.
        return addresses.Length > 0 && addresses.All(PublicAddress.IsPublic)
            ? new IPEndPoint(addresses[0], context.DnsEndPoint.Port)
            : throw new HttpRequestException("The name of the SNS host does not lead to a public address.");
    }

    public void Dispose()
    {
        _system.Dispose();
        _proxied.Dispose();
        _extra.Dispose();
    }
}
