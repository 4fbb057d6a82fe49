namespace CauseFlow.CredentialBroker.Providers.Tokens;

/// <summary>
/// The wire under a vendor's library for one token: it remembers what the endpoint answered, since the libraries hide or
/// reword it, bounds the body, and lets nothing be followed. The sockets belong to somebody else.
/// </summary>
internal sealed class TokenWire(HttpMessageHandler sockets) : HttpMessageHandler
{
    private const int MaxBody = 64 * 1024;
    private readonly HttpMessageInvoker _sockets = new(sockets, disposeHandler: false);

    /// <summary>The last answer; null when there was none.</summary>
    public TokenAnswer? Answer { get; private set; }

    /// <summary>How often the endpoint was asked.</summary>
    public int Requests { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        Answer = null;
        var response = await _sockets.SendAsync(request, cancellationToken);
        var body = await ReadAsync(response, cancellationToken);
        Answer = new TokenAnswer(response.StatusCode, body, response.Headers.Date, RetryAfterOf(response));
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            // A library that follows would take the assertion to wherever this points.
            response.Dispose();
            throw new HttpRequestException("The token endpoint answered with a redirect, which is not followed.");
        }

        return response;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sockets.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The body once for the library and once for the answer; no more of it than a token can have.</summary>
    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var kept = new MemoryStream();
        var buffer = new byte[8192];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            kept.Write(buffer, 0, count);
            if (kept.Length > MaxBody)
            {
                throw new HttpRequestException($"The token endpoint answered more than {MaxBody} bytes.");
            }
        }

        var content = new ByteArrayContent(kept.ToArray());
        foreach (var header in response.Content.Headers)
        {
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        response.Content = content;
        return System.Text.Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;
}
