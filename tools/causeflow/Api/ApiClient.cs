using System.Globalization;
using System.Net;
using System.Text;
using CauseFlow.Cli.Profiles;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Api;

/// <summary>
/// The public API with a key. Every call has a time-out and a bounded answer. Only what reads is asked again, or what makes one thing
/// however often it is sent, and only here: when nothing answered, when a service behind the gateway was away, and when the rate limit says how long to wait.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    /// <summary>A whole case with 10,000 pieces of evidence is about 20 MB.</summary>
    private const int MaxAnswerBytes = 128 * 1024 * 1024;
    private const int MaxAttempts = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private readonly HttpClient http;
    private readonly Profile profile;
    private readonly TimeSpan timeout;

    public ApiClient(Profile profile, TimeSpan timeout)
    {
        (this.profile, this.timeout) = (profile, timeout);
        http = new HttpClient(HttpHandlers.For(profile, timeout))
        {
            BaseAddress = profile.Url, Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        http.DefaultRequestHeaders.Add("X-API-Key", profile.ApiKey);
        http.DefaultRequestHeaders.Add("User-Agent", "causeflow-cli");
    }

    public Uri Url => profile.Url;

    /// <exception cref="ApiException">The API refuses.</exception>
    /// <exception cref="CommandException">Nothing answers, or not in time.</exception>
    public Task<Answer> GetAsync(string path, CancellationToken cancellationToken) =>
        AnswerAsync(() => new HttpRequestMessage(HttpMethod.Get, path), mayRepeat: true, cancellationToken);

    /// <summary>Changes something, once; with a key it is safe to send it again when nobody knows what became of it.</summary>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public Task<Answer> SendAsync(
        HttpMethod method, string path, string? json, CancellationToken cancellationToken, string? idempotencyKey = null) =>
        AnswerAsync(() => Request(method, path, json, idempotencyKey), idempotencyKey is not null, cancellationToken);

    /// <summary>Sends a body as somebody else would, without the key; the answer's status and error code are what is asked for.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PostPlainAsync(
        Uri address, string body, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        using var plain = new HttpClient(HttpHandlers.For(profile, timeout))
        {
            Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        using var limit = LimitOf(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(body, Encoding.UTF8, "text/plain"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await AskAsync(plain, request, limit.Token, cancellationToken);
        return (response.StatusCode, await BodyAsync(response, limit.Token, cancellationToken));
    }

    /// <summary>An answer that goes on: the caller reads its stream, and disposes it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        string path, string? accept, string? lastEventId, CancellationToken cancellationToken)
    {
        using var limit = LimitOf(cancellationToken);
        var response = await SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.TryAddWithoutValidation("Accept", accept);
                if (lastEventId is not null)
                {
                    request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
                }

                return request;
            },
            limit.Token, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw ApiException.Of(
                response.StatusCode, RetryAfterOf(response), await BodyAsync(response, limit.Token, cancellationToken));
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<Answer> AnswerAsync(
        Func<HttpRequestMessage> request, bool mayRepeat, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var limit = LimitOf(cancellationToken);
            try
            {
                using var response = await SendAsync(request, limit.Token, cancellationToken);
                var body = await BodyAsync(response, limit.Token, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return new Answer(body, response.Headers);
                }

                if (!mayRepeat || attempt == MaxAttempts || PauseAfter(response, attempt) is not { } pause)
                {
                    throw ApiException.Of(response.StatusCode, RetryAfterOf(response), body);
                }

                await Task.Delay(pause, cancellationToken);
            }
            catch (CommandException exception) when (mayRepeat && attempt < MaxAttempts && IsLost(exception.InnerException))
            {
                await Task.Delay(FirstPause * Math.Pow(2, attempt - 1), cancellationToken);
            }
        }
    }

    /// <summary>Nobody answered, or the connection broke before the answer was whole.</summary>
    private static bool IsLost(Exception? exception) => exception is HttpRequestException
        { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded } or HttpRequestException { InnerException: IOException };

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> request, CancellationToken limit, CancellationToken cancellationToken)
    {
        using var message = request();
        return await AskAsync(http, message, limit, cancellationToken);
    }

    private async Task<HttpResponseMessage> AskAsync(
        HttpClient client, HttpRequestMessage request, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(exception);
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable.Of(profile.Url, exception);
        }
    }

    private async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken limit, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, limit);
            return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(limit));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(exception);
        }
        catch (HttpRequestException exception)
            when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new CommandException($"The answer is larger than {MaxAnswerBytes / (1024 * 1024)} MiB and was not read.",
                "Ask for fewer rows with --limit.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new CommandException("The answer ended before it was complete.", "Try again.",
                exception as HttpRequestException ?? new HttpRequestException(HttpRequestError.ResponseEnded, null, exception));
        }
    }

    private CommandException TimedOut(Exception exception) => new(
        $"No answer within {timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.",
        "`--timeout SECONDS` waits longer; `causeflow doctor` looks at the services.", exception);

    private CancellationTokenSource LimitOf(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        return limit;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? json, string? idempotencyKey)
    {
        var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return request;
    }

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    /// <summary>Null when it is not worth asking again, or not for as long as a person would wait.</summary>
    private TimeSpan? PauseAfter(HttpResponseMessage response, int attempt) => response.StatusCode switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable when RetryAfterOf(response) is { } pause =>
            pause <= timeout ? pause : null,
        HttpStatusCode.TooManyRequests => TimeSpan.FromSeconds(1),
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            FirstPause * Math.Pow(2, attempt),
        _ => null,
    };
}
