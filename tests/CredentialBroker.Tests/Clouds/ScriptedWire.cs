using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

/// <summary>What a client sent.</summary>
public sealed record SentRequest(string Method, Uri Uri, string Body, string? Authorization)
{
    /// <summary>A field of a form.</summary>
    public string? Field(string name) => Body.Split('&').Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2 && pair[0] == name).Select(pair => WebUtility.UrlDecode(pair[1])).FirstOrDefault();
}

/// <summary>What an endpoint answers.</summary>
public sealed record ScriptedAnswer(int Status, string Body, string ContentType = "application/json")
{
    public string? Location { get; init; }
    public DateTimeOffset? Date { get; init; }
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>Every endpoint in one: it remembers what was sent, and answers, breaks or hangs as the test says.</summary>
public sealed class ScriptedWire : HttpMessageHandler
{
    public ConcurrentQueue<SentRequest> Sent { get; } = new();

    /// <summary>Null breaks the connection.</summary>
    public Func<SentRequest, ScriptedAnswer?> Answer { get; set; } = _ => null;

    public bool Hangs { get; set; }

    /// <summary>Done once a request has come in that is left hanging.</summary>
    public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The same for a server that is no handler.</summary>
    public async Task<ScriptedAnswer?> RespondAsync(SentRequest request, CancellationToken cancellationToken)
    {
        Sent.Enqueue(request);
        if (Hangs)
        {
            Hanging.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return Answer(request);
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var answer = await RespondAsync(
            new SentRequest(request.Method.Method, request.RequestUri!, body, request.Headers.Authorization?.ToString()),
            cancellationToken) ?? throw new HttpRequestException("The connection was refused.");
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Content = new StringContent(answer.Body, System.Text.Encoding.UTF8, answer.ContentType),
        };
        response.Headers.Date = answer.Date;
        if (answer.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        }

        if (answer.Location is { } location)
        {
            response.Headers.Location = new Uri(location);
        }

        return response;
    }
}
