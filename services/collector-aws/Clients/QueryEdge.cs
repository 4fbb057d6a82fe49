using Amazon.Runtime;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>
/// Stands between AWS's own client of a query API and the sockets. The client sees only whole, bounded, successful answers
/// of the very operation that it asked for; everything else leaves as the collector's own exception, which the client lets
/// through.
/// </summary>
internal sealed class QueryEdge(AwsHttp http, AwsCall call) : HttpClientFactory
{
    // The sockets belong to the transport, so that nothing here is cached or disposed by the vendor's client.
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(new Handler(http, call), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    private sealed class Handler(AwsHttp http, AwsCall call) : DelegatingHandler(http.Handler)
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var response = await base.SendAsync(request, cancellationToken);
            var body = await http.ReadAsync(call.Permission, response, cancellationToken);
            QueryAnswer.Read(http, call.Permission, call.Operation, body);
            var bounded = new HttpResponseMessage(response.StatusCode)
            {
                Content = new ByteArrayContent(body), RequestMessage = request, Version = response.Version,
            };
            foreach (var (name, values) in response.Headers)
            {
                bounded.Headers.TryAddWithoutValidation(name, values);
            }

            return bounded;
        }
    }
}
