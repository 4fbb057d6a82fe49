using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using CauseFlow.Collection;
using CauseFlow.Collection.Calls;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>
/// One of Azure's services over Azure's own pipeline: the token goes to the endpoint's own host alone, nothing is retried
/// below the run's budget, and every answer that is no JSON object is a classified exception. Bound to one run.
/// </summary>
internal sealed class AzureHttp
{
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 64 };
    private readonly HttpPipeline _pipeline;
    private readonly CallPipeline _calls;
    private readonly CollectorAzureOptions _options;

    /// <param name="transport">The sockets.</param>
    /// <param name="endpoint">The service's own address.</param>
    /// <param name="credential">Gives the token of the service's audience.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="time">Clock.</param>
    /// <param name="maxAttempts">Fewer attempts than the options say; null for those.</param>
    public AzureHttp(
        AzureTransport transport, Uri endpoint, TokenCredential credential, CollectorAzureOptions options, TimeProvider time,
        int? maxAttempts = null)
    {
        (Endpoint, _options) = (endpoint, options);
        var client = new RestPipeline { Transport = transport.Transport };
        Prepare(client);

        // The scope names nothing here: the broker chose it with the audience.
        _pipeline = HttpPipelineBuilder.Build(
            client, new OwnHostPolicy(endpoint, options.MaxResponseBytes),
            new BearerTokenAuthenticationPolicy(credential, new Uri(endpoint, ".default").AbsoluteUri));
        _calls = CallsOf(options, time, maxAttempts);
    }

    public Uri Endpoint { get; }

    /// <summary>One owner of retries and no one else's: Azure's default would wait through a Retry-After of 20 minutes.</summary>
    public static void Prepare(ClientOptions client)
    {
        client.Retry.MaxRetries = 0;
        client.Diagnostics.IsLoggingEnabled = false;
        client.Diagnostics.IsTelemetryEnabled = false;
        client.Diagnostics.IsDistributedTracingEnabled = false;
    }

    public static CallPipeline CallsOf(CollectorAzureOptions options, TimeProvider time, int? maxAttempts = null) => new(
        "Azure",
        new CallLimits(
            Math.Min(maxAttempts ?? options.MaxAttempts, options.MaxAttempts), TimeSpan.FromMilliseconds(options.RetryDelayMilliseconds),
            TimeSpan.FromSeconds(options.AttemptTimeoutSeconds)),
        time);

    /// <summary>The JSON object of a successful answer; null for an answer without content where the call allows one.</summary>
    public Task<JsonDocument?> SendAsync(AzureCall call, CallMeter calls, CancellationToken cancellationToken) => _calls.ExecuteAsync(
        call.Permission, "", calls, token => SendOnceAsync(call, token), startsWork: false, cancellationToken);

    private async Task<JsonDocument?> SendOnceAsync(AzureCall call, CancellationToken cancellationToken)
    {
        using var message = _pipeline.CreateMessage();
        message.Request.Method = call.Body is null ? RequestMethod.Get : RequestMethod.Post;
        message.Request.Uri.Reset(new Uri(Endpoint, call.Path));
        message.Request.Headers.SetValue("Accept", "application/json");
        if (call.Body is not null)
        {
            message.Request.Headers.SetValue("Content-Type", "application/json");
            message.Request.Content = RequestContent.Create(BinaryData.FromString(call.Body));
        }

        try
        {
            await _pipeline.SendAsync(message, cancellationToken);
        }
        catch (Exception e) when (AzureFailures.Of(call, e) is { } failure)
        {
            throw failure;
        }

        var response = message.Response;
        if (response.Status is < 200 or >= 300)
        {
            throw AzureErrors.Classify(call, response, TimeSpan.FromSeconds(_options.MaxRetryAfterSeconds));
        }

        var body = response.ContentStream is null ? default : response.Content.ToMemory();
        return body.Length == 0 && call.MayBeEmpty && response.Status == 204 ? null : Parse(call, body);
    }

    private static JsonDocument Parse(AzureCall call, ReadOnlyMemory<byte> body)
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

    /// <summary>A truncated or foreign body is worth another attempt: proxies and load balancers answer so for seconds.</summary>
    public static TransientCollectionException Unreadable(AzureCall call, Exception? inner) => new(
        RefusalReason.ProviderError, $"{call.Permission} answered with something that is not the JSON that it should be.",
        "Check whether a proxy stands between the collector and Azure; else try again later.", inner) { Api = call.Permission };

    private sealed class RestPipeline : ClientOptions;
}
