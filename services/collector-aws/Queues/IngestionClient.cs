using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CauseFlow.CollectorAws.Queues;

/// <summary>
/// Hands what lay in a queue to ingestion as it is. The HTTP client brings the collector's own identity, the time-out and the retries
/// within seconds.
/// </summary>
internal sealed class IngestionClient(HttpClient http)
{
    /// <summary>Never throws but for a cancellation: a message that is not stored stays in the queue, whatever went wrong.</summary>
    public async Task<HandOver> PostAsync(
        string tenantId, string integrationId, string body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "UTF-8");
            using var response = await http.PostAsync(
                new Uri($"/internal/intake/{Uri.EscapeDataString(tenantId)}/cloudwatch/{Uri.EscapeDataString(integrationId)}", UriKind.Relative),
                content, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => HandOver.Stored,
                HttpStatusCode.UnprocessableEntity => HandOver.Refused,
                _ => HandOver.Unavailable,
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return HandOver.Unavailable;
        }
    }
}
