using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Ingestion.Tests.Alarms;

namespace CauseFlow.Fuzz.Tests;

/// <summary>The whole product over HTTP: whatever is posted is answered, never with a 5xx, and an alarm is investigated afterwards.</summary>
public sealed class HttpFuzzTests(OpenProduct product) : IClassFixture<OpenProduct>
{
    private const string Sns = "text/plain";
    private const string Json = "application/json";

    /// <summary>What is taken all the same says, in all that is signed, what SNS said.</summary>
    [Fact]
    public async Task What_was_changed_after_SNS_signed_it()
    {
        var notification = Utf8(product.Customer.Cloud.Publisher.Signer.Sign(Notification("{}"), "1").ToJsonString());
        var signed = SnsStringToSign.Of(SnsEnvelopeParser.Parse(notification));
        await RunAsync("changed SNS", [notification], async input =>
        {
            var isTaken = await PostAsync(product.Customer.Webhook, input, Sns);
            if (isTaken)
            {
                SnsStringToSign.Of(SnsEnvelopeParser.Parse(input)).ShouldBe(signed);
            }

            return isTaken;
        });
    }

    /// <summary>Whoever may publish to the customer's topic gets anything signed.</summary>
    [Fact]
    public async Task What_SNS_signed()
    {
        var alarm = AlarmMessages.Metric("checkout-errors", AlarmState.Alarm, DateTimeOffset.UnixEpoch.AddYears(56), account: product.Customer.Cloud.Facts.Account);
        await RunAsync("signed SNS", [Utf8(alarm)], input => PostAsync(
            product.Customer.Webhook,
            Utf8(product.Customer.Cloud.Publisher.Signer.Sign(Notification(Encoding.UTF8.GetString(input)), "2").ToJsonString()), Sns));
    }

    [Fact]
    public async Task What_calls_the_api()
    {
        foreach (var (method, path, body) in await OperationsAsync())
        {
            await RunAsync($"{method} {path}", [Utf8(body)], input => SendAsync(method, path, input), Share);
        }
    }

    [Fact]
    public async Task What_asks_for_lists()
    {
        string[] paths = ["v1/incidents", "v1/audit", "v1/webhooks/deliveries", "v1/api-keys"];
        await RunAsync("query strings", [Utf8("limit=10&cursor=eyJh&from=2026-03-01T12:00:00Z&status=open&q=checkout")], async input =>
        {
            var query = Uri.EscapeDataString(Encoding.UTF8.GetString(input[..Math.Min(input.Length, 1_500)]))
                .Replace("%3D", "=", StringComparison.Ordinal).Replace("%26", "&", StringComparison.Ordinal);
            using var request = Request(HttpMethod.Get, new Uri(product.Customer.Url, $"{paths[input.Length % paths.Length]}?{query}"));
            return await AnsweredAsync(request);
        }, FuzzTime.Budget);
    }

    /// <summary>After all of it: the product does what it is for. Fuzzed alarms may start investigations of their own.</summary>
    [Fact]
    public async Task An_honest_alarm_is_investigated_as_ever()
    {
        var customer = product.Customer;
        (await customer.RaiseAlarmAsync()).ShouldHaveSingleItem().Attempts[^1].ShouldBe(200);
        await customer.UntilAsync(async () => (await customer.Api.GetAsync($"v1/incidents?q={Uri.EscapeDataString(customer.Cloud.Facts.AlarmName)}"))
            .GetProperty("items").GetArrayLength() > 0, "an incident of the alarm");
    }

    private static TimeSpan Share => TimeSpan.FromSeconds(FuzzTime.Budget.TotalSeconds / 5);

    private JsonObject Notification(string message) => product.Customer.Cloud.Publisher.Notification("ALARM: fuzzed", message);

    /// <summary>Operations with an example body and no id in their address, but those that hand out what the others need.</summary>
    private async Task<IReadOnlyList<(HttpMethod Method, string Path, string Body)>> OperationsAsync()
    {
        var document = await product.Customer.Api.GetAsync("openapi/v1.json");
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               where !path.Name.Contains('{', StringComparison.Ordinal)
               from operation in path.Value.EnumerateObject()
               where operation.Name is "post" or "put" or "patch"
               let body = Example(operation.Value)
               where body is not null
               select (HttpMethod.Parse(operation.Name), path.Name.TrimStart('/'), body),
        ];
    }

    private static string? Example(JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body)
            || !body.GetProperty("content").TryGetProperty(Json, out var content))
        {
            return null;
        }

        return content.TryGetProperty("example", out var one) ? one.GetRawText()
            : content.TryGetProperty("examples", out var several) ? several.EnumerateObject().First().Value.GetProperty("value").GetRawText() : null;
    }

    private async Task<bool> PostAsync(Uri url, byte[] body, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = Content(body, type) };
        return await AnsweredAsync(request);
    }

    private async Task<bool> SendAsync(HttpMethod method, string path, byte[] body)
    {
        using var request = Request(method, new Uri(product.Customer.Url, path));
        request.Content = Content(body, Json);
        return await AnsweredAsync(request);
    }

    private HttpRequestMessage Request(HttpMethod method, Uri url)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Add("X-API-Key", product.Customer.Product.AdminKey);
        return request;
    }

    private async Task<bool> AnsweredAsync(HttpRequestMessage request)
    {
        using var answer = await product.Customer.Api.SendAsync(request, isStream: false);
        ((int)answer.StatusCode).ShouldBeInRange(200, 499, await answer.Content.ReadAsStringAsync());
        return answer.IsSuccessStatusCode;
    }

    private async Task RunAsync(string name, IReadOnlyList<byte[]> corpus, Func<byte[], Task<bool>> takes, TimeSpan? time = null)
    {
        await FuzzRun.OfAsync(name, corpus, takes, time, isHonestTaken: time is null);
        await product.IsWellAsync();
    }

    private static ByteArrayContent Content(byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
