using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Google;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.CloudSimulation.Tests.Google;

/// <summary>A project of its own for every test, and the plainest client there is.</summary>
public abstract class GoogleTest : IAsyncLifetime
{
    protected const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    protected const string Project = "orders-prod-318204";
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 4, 10, 0, 0, TimeSpan.Zero));

    protected CloudSimulator Simulator { get; private set; } = null!;

    protected GoogleCloud Google => Simulator.Google!;

    public async ValueTask InitializeAsync() => Simulator = await CloudSimulator.StartAsync(
        new CloudSimulatorOptions { Scenario = "cloud-run-traffic-split", TimeProvider = Clock });

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Simulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected void Fault(string key, Switch settings) => Simulator.Switches.Set(key, settings);

    protected string Token(string scope = Scope, int seconds = 3600) => Google.IssueToken([scope], TimeSpan.FromSeconds(seconds));

    protected Task<(int Status, JsonNode Body)> GetAsync(string path, string? token = null) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(Google.Endpoint, path)), token ?? Token());

    protected Task<(int Status, JsonNode Body)> PostAsync(string path, JsonObject body, string? token = null) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, new Uri(Google.Endpoint, path))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        },
        token ?? Token());

    protected Task<(int Status, JsonNode Body)> FormAsync(string path, params (string Name, string Value)[] form) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, new Uri(Google.Endpoint, path))
        {
            Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        },
        null);

    protected async Task<(int Status, JsonNode Body)> SendAsync(HttpRequestMessage request, string? token)
    {
        using (request)
        {
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)! : new JsonObject { ["text"] = text });
        }
    }

    /// <summary>A token signed with RS256.</summary>
    protected static string Sign(RSA key, JsonObject claims, string keyId = "k1")
    {
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = keyId };
        var text = $"{Encode(header)}.{Encode(claims)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{WebEncoders.Base64UrlEncode(signature)}";
    }

    private static string Encode(JsonObject value) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(value.ToJsonString()));
}
