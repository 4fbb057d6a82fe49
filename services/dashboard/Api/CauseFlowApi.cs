using System.Net.Http.Headers;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Dashboard.SignIn;

namespace CauseFlow.Dashboard.Api;

/// <summary>
/// The public API with the credential of the person who looks at the page. What each area calls is in its own folder.
/// </summary>
public sealed partial class CauseFlowApi(
    IHttpClientFactory clients, ApiAddress address, CallerCredential credential, PersonAddress person)
{
    internal const string ClientName = "api";
    internal const string StreamClientName = "api: live events";

    /// <summary>For calls that try something in a cloud before they answer.</summary>
    internal const string PatientClientName = "api: patient";
    private readonly Attempts attempts = new();
    private long bytesRead;

    /// <summary>Of all answers so far, on behalf of this person and page.</summary>
    internal long BytesRead => Volatile.Read(ref bytesRead);

    /// <exception cref="ApiException">The API refused, or gave no usable answer.</exception>
    internal Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    /// <param name="method">POST, PUT, PATCH or DELETE.</param>
    /// <param name="path">Relative, such as <c>v1/incidents</c>.</param>
    /// <param name="body">Written in the contracts' JSON form; null for none.</param>
    /// <param name="cancellationToken">The page is gone.</param>
    /// <param name="clientName">How long the answer may take.</param>
    /// <exception cref="ApiException">The API refused, or gave no usable answer.</exception>
    internal async Task<T> SendAsync<T>(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken, string clientName = ClientName)
    {
        using var answer = await AnswerAsync(method, path, body, cancellationToken, clientName);
        return await ReadAsync<T>(answer, cancellationToken);
    }

    /// <summary>A POST that makes something: sent twice, or again after its answer got lost, it makes one.</summary>
    /// <exception cref="ApiException">The API refused, or gave no usable answer.</exception>
    internal async Task<T> CreateAsync<T>(
        string path, object body, CancellationToken cancellationToken, string clientName = ClientName)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), ContractJson.Options);
        var (name, key) = attempts.Begin(path, bytes);
        try
        {
            using var answer = await AnswerAsync(HttpMethod.Post, path, bytes, cancellationToken, clientName, key);
            var made = await ReadAsync<T>(answer, cancellationToken);
            attempts.End(name);
            return made;
        }
        catch (ApiException exception) when (!Attempts.IsOpen(exception))
        {
            attempts.End(name);
            throw;
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        Interlocked.Add(ref bytesRead, bytes.Length);
        try
        {
            return bytes.Length == 0 ? default! : JsonSerializer.Deserialize<T>(bytes, ContractJson.Options)!;
        }
        catch (JsonException)
        {
            throw new ApiException((int)answer.StatusCode, "unreadable_answer",
                "The API answered in a form that this page does not know. Do both have the same version?");
        }
    }

    /// <summary>For an answer without a body that matters.</summary>
    internal async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var answer = await AnswerAsync(method, path, body, cancellationToken);
    }

    /// <summary>The text as it is.</summary>
    internal async Task<string> TextAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await AnswerAsync(HttpMethod.Get, path, null, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Interlocked.Add(ref bytesRead, text.Length);
        return text;
    }

    /// <summary>An answer that is read while it comes; the caller disposes of it.</summary>
    internal async Task<HttpResponseMessage> OpenAsync(
        string path, string? accept, string? lastEventId, CancellationToken cancellationToken)
    {
        using var request = await RequestAsync(HttpMethod.Get, path, null);
        if (accept is not null)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        }

        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        using var client = clients.CreateClient(StreamClientName);
        var answer = await ReachAsync(
            () => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw await RefusedAsync(answer, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken, string clientName = ClientName,
        string? idempotencyKey = null)
    {
        using var request = await RequestAsync(method, path, body);
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var client = clients.CreateClient(clientName);
        var answer = await ReachAsync(() => client.SendAsync(request, cancellationToken), cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw await RefusedAsync(answer, cancellationToken);
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, object? body)
    {
        var request = new HttpRequestMessage(method, new Uri(address.Url, path));
        (await credential.UserAsync()).ApplyTo(request);
        person.ApplyTo(request);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(
                body as byte[] ?? JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), ContractJson.Options));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private static async Task<HttpResponseMessage> ReachAsync(
        Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send();
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new ApiException(ApiException.NoAnswer, "answer_too_large",
                "The API's answer is larger than the page reads (Dashboard:MaxAnswerBytes).");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new ApiException(ApiException.NoAnswer, "unreachable",
                "The API does not answer now. What is shown here is what it said last; this page tries again by itself.");
        }
    }

    private static async Task<ApiException> RefusedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        try
        {
            var error = JsonSerializer.Deserialize<ApiError>(
                await answer.Content.ReadAsByteArrayAsync(cancellationToken), ContractJson.Options)!;
            return new ApiException(status, error.Error, error.Message, error.RequestId)
            {
                Details = error.Details ?? [], Remedy = error.Remedy,
            };
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException)
        {
            return new ApiException(status, "refused", $"The API answered {status} without saying why. Try again.");
        }
    }
}
