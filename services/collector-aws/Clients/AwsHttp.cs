using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using CauseFlow.Collection;
using CauseFlow.Collection.Calls;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>
/// The one place that talks to AWS: signs with the SDK's own signer, bounds time and size, retries what is transient and
/// turns every other answer into a classified exception. Bound to one session and one region.
/// </summary>
internal sealed class AwsHttp
{
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 32 };

    private readonly AwsTransport _transport;
    private readonly AwsEndpoints _endpoints;
    private readonly CollectorAwsOptions _options;
    private readonly AwsSession _session;
    private readonly string _region;
    private readonly TimeProvider _time;
    private readonly CallPipeline _pipeline;

    public AwsHttp(
        AwsTransport transport, AwsEndpoints endpoints, CollectorAwsOptions options, AwsSession session, string region,
        TimeProvider time, int? maxAttempts = null)
    {
        (_transport, _endpoints, _options, _session, _region, _time) =
            (transport, endpoints, options, session, region, time);
        var attempts = Math.Min(maxAttempts ?? options.MaxAttempts, options.MaxAttempts);
        _pipeline = new CallPipeline("AWS", new CallLimits(
            attempts, TimeSpan.FromMilliseconds(options.RetryDelayMilliseconds),
            TimeSpan.FromSeconds(options.AttemptTimeoutSeconds)), time);
    }

    public string Region => _region;

    /// <summary>The run's credentials; throws once the session is forgotten.</summary>
    public AWSCredentials Credentials => _session.Credentials;

    /// <summary>The sockets, for a client that makes its own requests.</summary>
    public HttpMessageHandler Handler => _transport.Handler;

    public Uri EndpointOf(AwsService service) => _endpoints.Of(service.Host, service.ServiceId, _region);

    /// <summary>The JSON of a successful answer. Every attempt takes one call from the meter.</summary>
    public Task<JsonDocument> SendAsync(AwsCall call, CallMeter calls, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(
            call.Permission, $" in {_region}", calls, token => SendOnceAsync(call, token), call.StartsWork, cancellationToken);

    /// <summary>The root of a successful answer of the query protocol. Every attempt takes one call from the meter.</summary>
    public Task<XElement> SendXmlAsync(AwsCall call, CallMeter calls, CancellationToken cancellationToken) => ExecuteAsync(
        call.Permission, calls,
        async token => QueryAnswer.Read(this, call.Permission, call.Operation, await SendBytesAsync(call, token)),
        cancellationToken);

    /// <summary>A call whose success is all that counts; its content is not read. A refusal is thrown, classified.</summary>
    public Task SendUnreadAsync(AwsCall call, CallMeter calls, CancellationToken cancellationToken) => ExecuteAsync(
        call.Permission, calls,
        async token =>
        {
            using var request = await SignedAsync(call, token);
            using var response = await _transport.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            return response.IsSuccessStatusCode || (await ReadAsync(call.Permission, response, token)).Length > 0;
        },
        cancellationToken);

    /// <summary>
    /// The retries, the meter and the time-out of every call, also of clients that sign and parse by themselves. Such a
    /// client hands what it receives to <see cref="ReadAsync"/> and never retries.
    /// </summary>
    /// <param name="permission">The IAM action; budgets count by it.</param>
    /// <param name="calls">Every attempt takes one call from it.</param>
    /// <param name="attempt">One request and its answer.</param>
    /// <param name="cancellationToken">Cancels the call with all its attempts.</param>
    public Task<T> ExecuteAsync<T>(
        string permission, CallMeter calls, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(permission, $" in {_region}", calls, attempt, startsWork: false, cancellationToken);

    /// <summary>The bounded body of a successful answer; any other answer becomes a classified exception.</summary>
    public async Task<byte[]> ReadAsync(
        string permission, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response.Content, _options.MaxResponseBytes, cancellationToken)
            ?? throw TooLarge(permission);
        return response.IsSuccessStatusCode ? body : throw AwsErrors.Classify(permission, _region, response, body);
    }

    /// <summary>A truncated or foreign body is worth another attempt: proxies and load balancers answer so for seconds.</summary>
    public TransientCollectionException Unreadable(string permission, string expected, Exception? inner) => new(
        RefusalReason.ProviderError, $"{permission} in {_region} answered with something that is not {expected}.",
        "Check whether a proxy stands between the collector and AWS; else try again later.", inner) { Api = permission };

    private async Task<JsonDocument> SendOnceAsync(AwsCall call, CancellationToken cancellationToken) =>
        Parse(call, await SendBytesAsync(call, cancellationToken));

    private async Task<byte[]> SendBytesAsync(AwsCall call, CancellationToken cancellationToken)
    {
        using var request = await SignedAsync(call, cancellationToken);
        using var response = await _transport.Client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return await ReadAsync(call.Permission, response, cancellationToken);
    }

    private async Task<HttpRequestMessage> SignedAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var uri = new Uri(EndpointOf(call.Service).GetLeftPart(UriPartial.Authority) + call.Path);
        var body = call.Payload is { } payload ? Encoding.UTF8.GetBytes(payload) : null;
        var signing = new AWSSigningRequest
        {
            HttpMethod = body is null ? HttpMethod.Get : HttpMethod.Post, RequestUri = uri, Content = body ?? [],
        };
        foreach (var (name, value) in HeadersOf(call))
        {
            signing.Headers[name] = value;
        }

        var signed = await AWSSigV4Signer.SignAsync(
            signing,
            new AWSSigV4Parameters
            {
                Credentials = _session.Credentials,
                Region = RegionEndpoint.GetBySystemName(_region),
                Service = call.Service.SigningName,
                SignedAt = _time.GetUtcNow().UtcDateTime,
            },
            cancellationToken);
        return Message(signing, signed, body);
    }

    private static Dictionary<string, string> HeadersOf(AwsCall call)
    {
        var contentType = call.Service.Protocol switch
        {
            AwsProtocol.Json10 => "application/x-amz-json-1.0",
            AwsProtocol.Json11 => "application/x-amz-json-1.1",
            AwsProtocol.Query => "application/x-www-form-urlencoded; charset=utf-8",
            _ => null,
        };
        var headers = new Dictionary<string, string>(call.Headers, StringComparer.OrdinalIgnoreCase);
        if (contentType is not null)
        {
            headers["Content-Type"] = contentType;
        }

        if (call.Service.Protocol is AwsProtocol.Json10 or AwsProtocol.Json11)
        {
            headers["X-Amz-Target"] = $"{call.Service.Model}.{call.Operation}";
        }

        return headers;
    }

    private static HttpRequestMessage Message(AWSSigningRequest signing, AWSSigningResult signed, byte[]? body)
    {
        var message = new HttpRequestMessage(signing.HttpMethod, signing.RequestUri)
        {
            Content = body is null ? null : new ByteArrayContent(body),
        };
        foreach (var (name, value) in signing.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        foreach (var header in signed.Headers.Where(header => !signing.Headers.ContainsKey(header.Key)))
        {
            message.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        message.Headers.TryAddWithoutValidation("User-Agent", "CauseFlow/0.1");
        return message;
    }

    private JsonDocument Parse(AwsCall call, byte[] body)
    {
        try
        {
            var document = JsonDocument.Parse(body, JsonOptions);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw Unreadable(call.Permission, "JSON", null);
        }
        catch (JsonException e)
        {
            throw Unreadable(call.Permission, "JSON", e);
        }
    }

    private PermanentCollectionException TooLarge(string permission) => new(
        RefusalReason.ProviderError,
        $"The answer of {permission} in {_region} is larger than {_options.MaxResponseBytes} bytes.",
        "Raise CollectorAws:MaxResponseBytes, or lower CollectorAws:MaxRowsPerQuery.")
    {
        Api = permission, ProviderCode = AwsErrors.ResponseTooLarge,
    };
}
