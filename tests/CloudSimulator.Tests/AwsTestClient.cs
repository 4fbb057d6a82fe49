using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;

namespace CauseFlow.CloudSimulation.Tests;

internal sealed record AwsAnswer(int Status, JsonNode? Json, string Text, HttpResponseHeaders Headers)
{
    public string? ErrorType => (string?)Json?["__type"] is { } type
        ? type.Split('#')[^1]
        : Headers.TryGetValues("x-amzn-ErrorType", out var values) ? values.Single() : null;

    public string? Message => (string?)(Json?["message"] ?? Json?[nameof(Message)]);
}

/// <summary>Signs with the official signer and sends exactly what was signed, unless a test tampers with it.</summary>
internal sealed class AwsTestClient(Uri endpoint, TimeProvider clock) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public Task<AwsAnswer> CloudWatchAsync(
        AWSCredentials credentials, string operation, object body, string region = "us-east-1") =>
        SendAsync(credentials, "monitoring", region, Json("GraniteServiceVersion20100801." + operation, "1.0", body));

    public Task<AwsAnswer> LogsAsync(
        AWSCredentials credentials, string operation, object body, string region = "us-east-1") =>
        SendAsync(credentials, "logs", region, Json("Logs_20140328." + operation, "1.1", body));

    public Task<AwsAnswer> EcsAsync(AWSCredentials credentials, string operation, object body) => SendAsync(
        credentials, "ecs", "us-east-1", Json("AmazonEC2ContainerServiceV20141113." + operation, "1.1", body));

    public Task<AwsAnswer> LambdaAsync(AWSCredentials credentials, string pathAndQuery, string region = "us-east-1") =>
        SendAsync(
            credentials, "lambda", region, new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint, pathAndQuery)));

    public HttpRequestMessage Json(string target, string version, object body)
    {
        var content = new ByteArrayContent(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue($"application/x-amz-json-{version}");
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        request.Headers.Add("X-Amz-Target", target);
        return request;
    }

    public async Task<AwsAnswer> SendAsync(
        AWSCredentials credentials,
        string service,
        string region,
        HttpRequestMessage request,
        Action<HttpRequestMessage>? tamper = null,
        TimeSpan skew = default,
        CancellationToken cancellationToken = default)
    {
        var signing = new AWSSigningRequest
        {
            HttpMethod = request.Method,
            RequestUri = request.RequestUri,
            Content = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken),
        };
        foreach (var header in request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []))
        {
            signing.Headers[header.Key] = header.Value.Single();
        }

        var result = await AWSSigV4Signer.SignAsync(signing, new AWSSigV4Parameters
        {
            Credentials = credentials,
            Region = RegionEndpoint.GetBySystemName(region),
            Service = service,
            SignedAt = (clock.GetUtcNow() + skew).UtcDateTime,
        }, cancellationToken);
        foreach (var (name, value) in result.Headers)
        {
            if (!name.StartsWith("content-", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        tamper?.Invoke(request);
        using var response = await http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return new AwsAnswer((int)response.StatusCode, Parse(text), text, response.Headers);
    }

    public void Dispose() => http.Dispose();

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    public static ByteArrayContent Bytes(string text, string contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return content;
    }
}
