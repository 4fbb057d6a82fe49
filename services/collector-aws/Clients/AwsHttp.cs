using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using CauseFlow.Collection;
using CauseFlow.Contracts;
using Polly;
using Polly.Retry;

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
    private readonly ResiliencePipeline _pipeline;
    private readonly ResiliencePipeline _refusalsOnly;

    public AwsHttp(
        AwsTransport transport, AwsEndpoints endpoints, CollectorAwsOptions options, AwsSession session, string region,
        TimeProvider time, int? maxAttempts = null)
    {
        (_transport, _endpoints, _options, _session, _region, _time) =
            (transport, endpoints, options, session, region, time);
        var attempts = Math.Min(maxAttempts ?? options.MaxAttempts, options.MaxAttempts);
        _pipeline = BuildPipeline(attempts, options, time, static _ => true);

        // Without a code there was no answer that could be read, so that what was asked for may already be running.
        _refusalsOnly = BuildPipeline(attempts, options, time, static error => error.ProviderCode is not null);
    }

    public string Region => _region;

    /// <summary>The run's credentials; throws once the session is forgotten.</summary>
    public AWSCredentials Credentials => _session.Credentials;

    /// <summary>The sockets, for a client that makes its own requests.</summary>
    public HttpMessageHandler Handler => _transport.Handler;

    public Uri EndpointOf(AwsService service) => _endpoints.Of(service.Host, service.ServiceId, _region);

    /// <summary>The JSON of a successful answer. Every attempt takes one call from the meter.</summary>
    public Task<JsonDocument> SendAsync(AwsCall call, CallMeter calls, CancellationToken cancellationToken) =>
        ExecuteAsync(
            call.StartsWork ? _refusalsOnly : _pipeline, call.Permission, calls, token => SendOnceAsync(call, token),
            cancellationToken);

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
        ExecuteAsync(_pipeline, permission, calls, attempt, cancellationToken);

    private async Task<T> ExecuteAsync<T>(
        ResiliencePipeline pipeline, string permission, CallMeter calls, Func<CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken) =>
        await pipeline.ExecuteAsync(
            async token =>
            {
                calls.Spend(permission);
                return await AttemptAsync(permission, attempt, token);
            },
            cancellationToken);

    /// <summary>The bounded body of a successful answer; any other answer becomes a classified exception.</summary>
    public async Task<byte[]> ReadAsync(
        string permission, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await ReadBoundedAsync(permission, response, cancellationToken);
        return response.IsSuccessStatusCode ? body : throw AwsErrors.Classify(permission, _region, response, body);
    }

    /// <summary>A truncated or foreign body is worth another attempt: proxies and load balancers answer so for seconds.</summary>
    public TransientCollectionException Unreadable(string permission, string expected, Exception? inner) => new(
        RefusalReason.ProviderError, $"{permission} in {_region} answered with something that is not {expected}.",
        "Check whether a proxy stands between the collector and AWS; else try again later.", inner) { Api = permission };

    private static ResiliencePipeline BuildPipeline(
        int maxAttempts, CollectorAwsOptions options, TimeProvider time, Func<TransientCollectionException, bool> isRepeatable)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (maxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TransientCollectionException>(isRepeatable),
                MaxRetryAttempts = maxAttempts - 1,
                Delay = TimeSpan.FromMilliseconds(options.RetryDelayMilliseconds),
                MaxDelay = TimeSpan.FromSeconds(5),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }

        return builder.Build();
    }

    private async Task<T> AttemptAsync<T>(
        string permission, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.AttemptTimeoutSeconds), _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await attempt(linked.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(permission, $"did not answer within {_options.AttemptTimeoutSeconds} s", e);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(permission, $"could not be reached ({e.HttpRequestError})", e);
        }
        catch (IOException e)
        {
            throw Unreachable(permission, "broke the connection", e);
        }
    }

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

    private async Task<byte[]> ReadBoundedAsync(
        string permission, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > _options.MaxResponseBytes)
        {
            throw TooLarge(permission);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[32 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > _options.MaxResponseBytes)
            {
                throw TooLarge(permission);
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
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

    private TransientCollectionException Unreachable(string permission, string what, Exception inner) => new(
        RefusalReason.ProviderUnreachable, $"{permission} in {_region} {what}.",
        "Check the collector's network access to AWS; else try again later.", inner) { Api = permission };

    private PermanentCollectionException TooLarge(string permission) => new(
        RefusalReason.ProviderError,
        $"The answer of {permission} in {_region} is larger than {_options.MaxResponseBytes} bytes.",
        "Raise CollectorAws:MaxResponseBytes, or lower CollectorAws:MaxRowsPerQuery.")
    {
        Api = permission, ProviderCode = AwsErrors.ResponseTooLarge,
    };
}
