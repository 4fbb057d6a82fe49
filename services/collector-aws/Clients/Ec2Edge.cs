using System.Xml;
using Amazon.Runtime;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>
/// Stands between AWS's EC2 client and the sockets. The client sees only whole, bounded, successful answers of the very
/// operation that it asked for; everything else leaves as the collector's own exception, which the client lets through.
/// </summary>
internal sealed class Ec2Edge(AwsHttp http, string permission) : HttpClientFactory
{
    // The sockets belong to the transport, so that nothing here is cached or disposed by the vendor's client.
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(new Handler(http, permission), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    private sealed class Handler(AwsHttp http, string permission) : DelegatingHandler(http.Handler)
    {
        private static readonly XmlReaderSettings Strict = new()
        {
            DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true,
        };

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var response = await base.SendAsync(request, cancellationToken);
            var body = await http.ReadAsync(permission, response, cancellationToken);
            Check(body);
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

        /// <summary>
        /// The vendor's parser skips what it does not know: of a proxy's page it would make an account without instances.
        /// </summary>
        private void Check(byte[] body)
        {
            try
            {
                using var reader = XmlReader.Create(new MemoryStream(body, writable: false), Strict);
                reader.MoveToContent();
                if (reader.LocalName != permission[(permission.IndexOf(':', StringComparison.Ordinal) + 1)..] + "Response")
                {
                    throw http.Unreadable(permission, "an answer of EC2", null);
                }

                while (reader.Read())
                {
                }
            }
            catch (XmlException e)
            {
                throw http.Unreadable(permission, "an answer of EC2", e);
            }
        }
    }
}
