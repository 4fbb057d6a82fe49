using System.Net.Http.Json;
using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.ProductTesting;

/// <summary>The public API, as a customer calls it.</summary>
public sealed class ProductClient(IProduct product) : IDisposable
{
    private const int MaxAttempts = 10;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<JsonElement> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public async Task<HttpResponseMessage> RawAsync(HttpMethod method, string path, object? body = null, string? apiKey = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(product.Url, path));
        request.Headers.Add("X-API-Key", apiKey ?? product.AdminKey);
        request.Content = body is null ? null : JsonContent.Create(body, options: ContractJson.Options);
        return await _http.SendAsync(request);
    }

    /// <param name="request">Its address is below the product's own; it brings its own key.</param>
    /// <param name="isStream">The answer goes on for as long as it is read.</param>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isStream) => _http.SendAsync(
        request, isStream ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead);

    public async Task<CaseExport> ExportAsync(string incidentId)
    {
        using var response = await RawAsync(HttpMethod.Get, $"v1/incidents/{incidentId}/export");
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<CaseExport>(ContractJson.Options))!;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What is only read is asked again where the answer says so, as a service may take its time for the very first request.</summary>
    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await RawAsync(method, path, body);
            var text = await response.Content.ReadAsStringAsync();
            if (method == HttpMethod.Get && (int)response.StatusCode is 502 or 503 or 504 && attempt < MaxAttempts)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
                continue;
            }

            response.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)response.StatusCode} {text}");
            return JsonDocument.Parse(text).RootElement.Clone();
        }
    }
}
