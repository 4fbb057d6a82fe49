using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Amazon;
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

    public AwsHttp(
        AwsTransport transport, AwsEndpoints endpoints, CollectorAwsOptions options, AwsSession session, string region,
        TimeProvider time)
    {
        (_transport, _endpoints, _options, _session, _region, _time) =
            (transport, endpoints, options, session, region, time);
        _pipeline = BuildPipeline(options, time);
    }

    /// <summary>The JSON of a successful answer. Every attempt takes one call from the meter.</summary>
    public async Task<JsonDocument> SendAsync(AwsCall call, CallMeter calls, CancellationToken cancellationToken) =>
        await _pipeline.ExecuteAsync(
            async token =>
            {
                calls.Spend(call.Permission);
                return await AttemptAsync(call, token);
            },
            cancellationToken);

    private static ResiliencePipeline BuildPipeline(CollectorAwsOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TransientCollectionException>(),
                MaxRetryAttempts = options.MaxAttempts - 1,
                Delay = TimeSpan.FromMilliseconds(options.RetryDelayMilliseconds),
                MaxDelay = TimeSpan.FromSeconds(5),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }

        return builder.Build();
    }

    private async Task<JsonDocument> AttemptAsync(AwsCall call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.AttemptTimeoutSeconds), _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = await SignedAsync(call, linked.Token);
            using var response = await _transport.Client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            var body = await ReadAsync(call, response, linked.Token);
            return response.IsSuccessStatusCode
                ? Parse(call, body)
                : throw AwsErrors.Classify(call.Permission, _region, response, body);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(call, $"did not answer within {_options.AttemptTimeoutSeconds} s", e);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(call, $"could not be reached ({e.HttpRequestError})", e);
        }
        catch (IOException e)
        {
            throw Unreachable(call, "broke the connection", e);
        }
    }

    private async Task<HttpRequestMessage> SignedAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var root = _endpoints.Of(call.Service.Host, call.Service.ServiceId, _region);
        var uri = new Uri(root.GetLeftPart(UriPartial.Authority) + call.Path);
        var method = call.Body is null ? HttpMethod.Get : HttpMethod.Post;
        var body = call.Body is null ? [] : Encoding.UTF8.GetBytes(call.Body.ToJsonString());
        var signing = new AWSSigningRequest { HttpMethod = method, RequestUri = uri, Content = body };
        if (call.Service is { TargetPrefix: { } prefix, JsonVersion: { } version })
        {
            signing.Headers["Content-Type"] = $"application/x-amz-json-{version}";
            signing.Headers["X-Amz-Target"] = $"{prefix}.{call.Operation}";
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
        return Message(method, uri, body, signing, signed);
    }

    private static HttpRequestMessage Message(
        HttpMethod method, Uri uri, byte[] body, AWSSigningRequest signing, AWSSigningResult signed)
    {
        var message = new HttpRequestMessage(method, uri);
        if (method == HttpMethod.Post)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(signing.Headers["Content-Type"]);
            message.Headers.TryAddWithoutValidation("X-Amz-Target", signing.Headers["X-Amz-Target"]);
        }

        foreach (var header in signed.Headers)
        {
            message.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        message.Headers.TryAddWithoutValidation("User-Agent", "CauseFlow/0.1");
        return message;
    }

    private async Task<byte[]> ReadAsync(AwsCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > _options.MaxResponseBytes)
        {
            throw TooLarge(call);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[32 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > _options.MaxResponseBytes)
            {
                throw TooLarge(call);
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    /// <summary>A truncated or foreign body is worth another attempt: proxies and load balancers answer so for seconds.</summary>
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
            throw Unreadable(call, null);
        }
        catch (JsonException e)
        {
            throw Unreadable(call, e);
        }
    }

    private TransientCollectionException Unreadable(AwsCall call, Exception? inner) => new(
        RefusalReason.ProviderError, $"{call.Permission} in {_region} answered with something that is not JSON.",
        "Check whether a proxy stands between the collector and AWS; else try again later.", inner) { Api = call.Permission };

    private TransientCollectionException Unreachable(AwsCall call, string what, Exception inner) => new(
        RefusalReason.ProviderUnreachable, $"{call.Permission} in {_region} {what}.",
        "Check the collector's network access to AWS; else try again later.", inner) { Api = call.Permission };

    private PermanentCollectionException TooLarge(AwsCall call) => new(
        RefusalReason.ProviderError,
        $"The answer of {call.Permission} in {_region} is larger than {_options.MaxResponseBytes} bytes.",
        "Raise CollectorAws:MaxResponseBytes, or lower CollectorAws:MaxRowsPerQuery.")
    {
        Api = call.Permission, ProviderCode = AwsErrors.ResponseTooLarge,
    };
}
