using System.Text;
using Amazon;
using Amazon.Runtime.Signing;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Probes;

/// <summary>
/// Sends one probe and answers how AWS took it. The content of a success is never read; one repetition where the answer was
/// none.
/// </summary>
internal sealed class ProbeClient(
    AwsTransport transport, AwsEndpoints endpoints, AwsSession session, CollectorAwsOptions options, TimeProvider time)
{
    private const int MaxErrorBytes = 16 * 1024;
    private const int Attempts = 2;

    /// <summary>Null for a success; else AWS's refusal, classified.</summary>
    public async Task<CollectionException?> TryAsync(
        AwsProbe probe, string region, CallMeter calls, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var error = await AttemptAsync(probe, region, calls, cancellationToken);
            if (error is not TransientCollectionException || attempt == Attempts)
            {
                return error;
            }

            var delay = options.RetryDelayMilliseconds * (1 + Random.Shared.NextDouble());
            await Task.Delay(TimeSpan.FromMilliseconds(delay), time, cancellationToken);
        }
    }

    private async Task<CollectionException?> AttemptAsync(
        AwsProbe probe, string region, CallMeter calls, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.AttemptTimeoutSeconds), time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            calls.Spend(probe.Permission);
            using var request = await SignedAsync(probe, region, linked.Token);
            using var response = await transport.Client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            return response.IsSuccessStatusCode
                ? null
                : AwsErrors.Classify(probe.Permission, region, response, await ReadAsync(response, linked.Token));
        }
        catch (CollectionException e)
        {
            return e;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreachable(probe, region, $"did not answer within {options.AttemptTimeoutSeconds} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Unreachable(probe, region, "could not be reached");
        }
    }

    private static TransientCollectionException Unreachable(AwsProbe probe, string region, string what) => new(
        RefusalReason.ProviderUnreachable, $"{probe.Permission} in {region} {what}.",
        "Check the collector's network access to AWS; else try again later.") { Api = probe.Permission };

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxErrorBytes];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..read];
    }

    private async Task<HttpRequestMessage> SignedAsync(AwsProbe probe, string region, CancellationToken cancellationToken)
    {
        var service = probe.Service;
        var root = endpoints.Of(service.Host, service.ServiceId, region);
        var uri = new Uri(root.GetLeftPart(UriPartial.Authority) + (service.Protocol == ProbeProtocol.Rest ? probe.Path : "/"));
        var isPost = probe.IsPost || service.Protocol != ProbeProtocol.Rest;
        var body = Encoding.UTF8.GetBytes(ContentOf(probe));
        var signing = new AWSSigningRequest
        {
            HttpMethod = isPost ? HttpMethod.Post : HttpMethod.Get, RequestUri = uri, Content = isPost ? body : [],
        };
        foreach (var (name, value) in HeadersOf(probe))
        {
            signing.Headers[name] = value;
        }

        var signed = await AWSSigV4Signer.SignAsync(
            signing,
            new AWSSigV4Parameters
            {
                Credentials = session.Credentials, Region = RegionEndpoint.GetBySystemName(region),
                Service = service.SigningName, SignedAt = time.GetUtcNow().UtcDateTime,
            },
            cancellationToken);
        return MessageOf(signing, signed, isPost ? body : null);
    }

    private static HttpRequestMessage MessageOf(AWSSigningRequest signing, AWSSigningResult signed, byte[]? body)
    {
        var message = new HttpRequestMessage(signing.HttpMethod, signing.RequestUri);
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
        }

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

    private static string ContentOf(AwsProbe probe) => probe.Service.Protocol == ProbeProtocol.Query
        ? $"Action={probe.OperationName}&Version={probe.Service.Model}&{probe.Content}"
        : probe.Content;

    private static Dictionary<string, string> HeadersOf(AwsProbe probe)
    {
        var headers = new Dictionary<string, string>(probe.Headers, StringComparer.OrdinalIgnoreCase);
        switch (probe.Service.Protocol)
        {
            case ProbeProtocol.Json10:
            case ProbeProtocol.Json11:
                var version = probe.Service.Protocol == ProbeProtocol.Json10 ? "1.0" : "1.1";
                headers["Content-Type"] = $"application/x-amz-json-{version}";
                headers["X-Amz-Target"] = $"{probe.Service.Model}.{probe.OperationName}";
                break;
            case ProbeProtocol.Query:
                headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8";
                break;
            default:
                break;
        }

        return headers;
    }
}
