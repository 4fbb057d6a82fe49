using System.Net;
using System.Net.Http.Json;
using System.Text;
using CauseFlow.Contracts;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class ErrorShapeTests
{
    private const string Webhook = "/v1/webhooks/ten_1/cloudwatch/secret-route-key";

    [Theory]
    [InlineData("{", 400, "invalid_json")]
    [InlineData("""{"text":"a","text":"b","number":1}""", 400, "invalid_json")]
    [InlineData("""{"text":"a","number":"1"}""", 400, "invalid_json")]
    [InlineData("", 400, "invalid_request")]
    public async Task Bad_body_gets_a_stable_code(string body, int status, string code)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.Api.PostAsync(Webhook, new StringContent(body, Encoding.UTF8, "application/json"));

        await ShouldBeAsync(answer, status, code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_over_the_limit_gets_413(bool chunked)
    {
        await using var host = await TestHost.StartAsync();
        var body = $$"""{"text":"{{new string('x', 1024 * 1024 + 1)}}","number":1}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, Webhook)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;

        await ShouldBeAsync(await host.Api.SendAsync(request), 413, "payload_too_large");
    }

    [Fact]
    public async Task Depth_is_bounded()
    {
        await using var host = await TestHost.StartAsync();
        var deep = $$"""{"other":{{new string('[', 40)}}{{new string(']', 40)}},"text":"a","number":1}""";

        var answer = await host.Api.PostAsync(Webhook, new StringContent(deep, Encoding.UTF8, "application/json"));

        await ShouldBeAsync(answer, 400, "invalid_json");
    }

    [Fact]
    public async Task Unhandled_exception_says_nothing_of_itself()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.Api.PostAsync("/v1/failing", null);

        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("hunter2");
        await ShouldBeAsync(answer, 500, "internal_error");
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_moment_is_503_and_worth_another_try()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await host.Api.PostAsync("/v1/store-away", null);

        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("hunter2");
        await ShouldBeAsync(answer, 503, "unavailable");
    }

    [Fact]
    public async Task Unknown_route_and_method_have_the_shape()
    {
        await using var host = await TestHost.StartAsync();

        await ShouldBeAsync(await host.Api.GetAsync("/v1/none"), 404, "not_found");
        await ShouldBeAsync(await host.Api.GetAsync("/v1/failing"), 405, "method_not_allowed");
        await ShouldBeAsync(await host.Api.PostAsync("/v1/refusing", null), 422, "access_refused");
    }

    [Fact]
    public async Task No_server_header_is_sent()
    {
        await using var host = await TestHost.StartAsync();

        (await host.Api.GetAsync("/health")).Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task Trace_file_has_one_line_per_span_and_no_route_key()
    {
        await using var host = await TestHost.StartAsync();

        await host.Api.PostAsJsonAsync(Webhook, new { text = "a", number = 1 });
        await host.StopAsync();

        var lines = await File.ReadAllLinesAsync(host.TraceFile);
        lines.ShouldContain(line => line.Contains("\"http.route\":\"/v1/webhooks/{tenantId}/cloudwatch/{routeKey}\"",
            StringComparison.Ordinal));
        string.Concat(lines).ShouldNotContain("secret-route-key");
    }

    private static async Task ShouldBeAsync(HttpResponseMessage answer, int status, string code)
    {
        answer.StatusCode.ShouldBe((HttpStatusCode)status);
        var error = await answer.Content.ReadFromJsonAsync<ApiError>(ContractJson.Options);
        error!.Error.ShouldBe(code);
        error.Message.ShouldNotBeNullOrEmpty();
        error.RequestId.ShouldNotBeNullOrEmpty();
    }
}
