using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.CloudSimulation.Tests.Azure;

/// <summary>An Azure of its own for every test, on a free port, with a clock that the test moves.</summary>
public abstract class AzureSimulatorTest : IAsyncLifetime
{
    protected const string Management = "https://management.azure.com";
    protected const string LogAnalytics = "https://api.loganalytics.io";
    private HttpClient _http = null!;

    protected FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    protected CloudSimulator Simulator { get; private set; } = null!;

    protected virtual CloudSimulatorOptions Options => new() { Scenario = "app-service-deployment" };

    protected string Subscription => $"/subscriptions/{Simulator.Facts.AzureSubscriptions![0]}";

    public async ValueTask InitializeAsync()
    {
        Simulator = await CloudSimulator.StartAsync(Options with { TimeProvider = Clock });
        var root = X509Certificate2.CreateFromPem(Simulator.Facts.AzureRootPem);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { root }, RevocationMode = X509RevocationMode.NoCheck,
        };
        _http = new HttpClient(handler) { BaseAddress = Simulator.Azure.Endpoint };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Simulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Asks Entra for a token with these fields; the answer as it came.</summary>
    protected async Task<(int Status, JsonNode Json)> TokenAsync(string? tenant = null, params (string Name, string? Value)[] change)
    {
        var fields = new Dictionary<string, string>
        {
            ["client_id"] = Simulator.Facts.AzureClientId!, ["client_secret"] = Simulator.Facts.AzureClientSecret!,
            ["scope"] = Management + "/.default", ["grant_type"] = "client_credentials",
        };
        foreach (var (name, value) in change)
        {
            fields.Remove(name);
            if (value is not null)
            {
                fields[name] = value;
            }
        }

        using var content = new FormUrlEncodedContent(fields);
        using var response = await _http.PostAsync($"/{tenant ?? Simulator.Facts.AzureTenantId}/oauth2/v2.0/token", content);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    protected async Task<(int Status, JsonNode? Json)> SendAsync(string path, string? token = null, string? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Simulator.Azure.IssueToken());
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }
}
