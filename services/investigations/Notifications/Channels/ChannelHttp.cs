using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>
/// Sends to addresses that a tenant's admin typed in, and to nothing that only this machine can reach: https, no redirects, no
/// cookies, and a connection to exactly the address that was checked, so that DNS cannot change between check and use. Where the
/// machine's proxy (HTTPS_PROXY, NO_PROXY) is in charge of the host, the name is checked here before the proxy looks it up once more.
/// No span and no log line is made of these calls: the addresses let in whoever knows them.
/// </summary>
public sealed class ChannelHttp : IChannelHttp, IDisposable
{
    /// <summary>
    /// One word, tried again alike, for a name that nobody knows and for one that leads inside: whoever types names in must not learn
    /// which there are inside.
    /// </summary>
    internal const string NameNotUsable = "name_not_usable";
    private readonly NotificationOptions _options;
    private readonly ChannelAddresses _addresses;
    private readonly IWebProxy _proxy;
    private readonly HttpClient _direct;
    private readonly HttpClient _proxied;

    public ChannelHttp(IOptions<NotificationOptions> options, ChannelAddresses addresses)
        : this(options, addresses, HttpClient.DefaultProxy)
    {
    }

    internal ChannelHttp(IOptions<NotificationOptions> options, ChannelAddresses addresses, IWebProxy proxy)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _addresses, _proxy) = (options.Value, addresses, proxy);
        _direct = Client(null);
        _proxied = Client(proxy);
    }

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(ChannelRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_addresses.ProblemOf(request.Address) is not null)
        {
            return new SendOutcome(null, "address_not_allowed", IsFinal: true);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(_options.TimeoutSeconds));
        using var message = new HttpRequestMessage(HttpMethod.Post, request.Address) { Content = new ByteArrayContent(request.Body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        var isDirect = _proxy.IsBypassed(request.Address) || _proxy.GetProxy(request.Address) is null;
        try
        {
            if (!isDirect && !_options.ProxyResolvesNames)
            {
                await _addresses.ResolveAsync(
                    request.Address.IdnHost.Trim('[', ']'), request.Address.Scheme == Uri.UriSchemeHttp, limit.Token);
            }

            var client = isDirect ? _direct : _proxied;

            // What the receiver says beside its status is read by nobody.
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return SendOutcome.Of((int)response.StatusCode, RetryAfterOf(response));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendOutcome(null, "timed_out");
        }
        catch (AddressNotAllowedException)
        {
            // Only the look-up for a proxied call throws it bare.
            return new SendOutcome(null, NameNotUsable);
        }
        catch (HttpRequestException exception)
        {
            return new SendOutcome(null, WordOf(exception));
        }
    }

    public void Dispose()
    {
        _direct.Dispose();
        _proxied.Dispose();
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } pause } => pause,
        { Date: { } at } when response.Headers.Date is { } now => at - now,
        _ => null,
    };

    private static string WordOf(HttpRequestException exception) => exception switch
    {
        { InnerException: AddressNotAllowedException } => NameNotUsable,
        { InnerException: AuthenticationException } => "certificate_not_trusted",
        _ => "unreachable",
    };

    private HttpClient Client(IWebProxy? proxy)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = proxy is not null,
            Proxy = proxy,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            MaxConnectionsPerServer = 8,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(_options.TimeoutSeconds),

            // Without a propagator the handler makes no activity, which would carry the address.
            ActivityHeadersPropagator = null,
        };
        if (proxy is null)
        {
            sockets.ConnectCallback = ConnectAsync;
        }

        return new HttpClient(sockets) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endpoint = context.DnsEndPoint;
        var isPlain = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttp;
        var address = await _addresses.ResolveAsync(endpoint.Host, isPlain, cancellationToken);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, endpoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
