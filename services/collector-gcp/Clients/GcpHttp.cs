using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Calls;
using CauseFlow.Contracts;
using Google.Apis.Http;
using Google.Apis.Services;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>
/// The one place that talks to Google, over Google's own HTTP client: it follows no redirect and retries nothing below the
/// run's budget, bounds time and size, and turns every answer that is no JSON object into a classified exception. Bound to
/// one run.
/// </summary>
internal sealed class GcpHttp : IDisposable
{
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 64 };
    private readonly RestService _service;
    private readonly GcpEndpoints _endpoints;
    private readonly IAccessTokens _tokens;
    private readonly CollectorGcpOptions _options;
    private readonly CallPipeline _pipeline;

    public GcpHttp(
        GcpTransport transport, GcpEndpoints endpoints, IAccessTokens tokens, CollectorGcpOptions options, TimeProvider time,
        int? maxAttempts = null)
    {
        (_endpoints, _tokens, _options) = (endpoints, tokens, options);
        _service = new RestService(transport);
        _pipeline = new CallPipeline(
            "Google Cloud",
            new CallLimits(
                Math.Min(maxAttempts ?? options.MaxAttempts, options.MaxAttempts), TimeSpan.FromMilliseconds(options.RetryDelayMilliseconds),
                TimeSpan.FromSeconds(options.AttemptTimeoutSeconds)),
            time);
    }

    /// <summary>The JSON object of a successful answer. Every attempt takes one call from the meter.</summary>
    public Task<JsonDocument> SendAsync(GcpCall call, CallMeter calls, CancellationToken cancellationToken) => _pipeline.ExecuteAsync(
        call.Permission, $" in {call.Project}", calls, token => SendOnceAsync(call, token), startsWork: false, cancellationToken);

    public void Dispose() => _service.Dispose();

    private async Task<JsonDocument> SendOnceAsync(GcpCall call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            call.Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(_endpoints.Of(call.Api), call.Path));
        if (call.Body is not null)
        {
            request.Content = new StringContent(call.Body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _tokens.TokenAsync(call.Api.Audience, cancellationToken));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await _service.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = await BoundedBody.ReadAsync(response.Content, _options.MaxResponseBytes, cancellationToken) ?? throw TooLarge(call);
        return response.IsSuccessStatusCode ? Parse(call, body) : throw GcpErrors.Classify(call, response, body);
    }

    private static JsonDocument Parse(GcpCall call, byte[] body)
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
    private static TransientCollectionException Unreadable(GcpCall call, Exception? inner) => new(
        RefusalReason.ProviderError, $"{call.Permission} in {call.Project} answered with something that is not the JSON that it should be.",
        "Check whether a proxy stands between the collector and Google; else try again later.", inner) { Api = call.Permission };

    private PermanentCollectionException TooLarge(GcpCall call) => new(
        RefusalReason.ProviderError, $"The answer of {call.Permission} in {call.Project} is larger than {_options.MaxResponseBytes} bytes.",
        "Raise CollectorGcp:MaxResponseBytes.") { Api = call.Permission, ProviderCode = GcpErrors.ResponseTooLarge };

    /// <summary>Google's base of all its clients, for its HTTP client alone: the APIs' own libraries are not used.</summary>
    private sealed class RestService(GcpTransport transport) : BaseClientService(new Initializer
    {
        ApplicationName = "CauseFlow",
        GZipEnabled = false,
        HttpClientFactory = transport.Clients,
        HttpClientInitializer = new Restraint(),
        DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
    })
    {
        public override string Name => "causeflow";

        public override string BaseUri => "https://www.googleapis.com/";

        public override string BasePath => "";

        public override IList<string> Features => [];
    }

    /// <summary>
    /// Google's handler follows redirects with the token, across hosts, and tries again by itself: both are somebody else's
    /// matter here.
    /// </summary>
    private sealed class Restraint : IConfigurableHttpClientInitializer
    {
        public void Initialize(ConfigurableHttpClient httpClient)
        {
            httpClient.Timeout = Timeout.InfiniteTimeSpan;
            httpClient.MessageHandler.FollowRedirect = false;
            httpClient.MessageHandler.NumTries = 1;
            httpClient.MessageHandler.IsLoggingEnabled = false;
        }
    }
}
