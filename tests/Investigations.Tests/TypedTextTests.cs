using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Investigations.Tests;

/// <summary>What arrives as text or as a cursor is checked before it meets a database or a terminal.</summary>
public sealed class TypedTextTests : IAsyncLifetime
{
    private CaseHost host = null!;

    public static TheoryData<string, string, string, string> Texts => new()
    {
        { "POST", "/v1/incidents", """{"title":"a~b","description":"Something is odd here."}""", "title" },
        { "POST", "/v1/incidents", """{"title":"Odd","description":"Something is~ odd here."}""", "description" },
        {
            "POST", "/v1/incidents", """
                {"title":"Odd","description":"Something is odd here.","resource":{"provider":"generic",
                 "account":"a","kind":"aws.lambda.function","id":"x~y","name":"n"}}
                """, "resource.id"
        },
        { "POST", "/v1/investigation/inc_1", """{"hints":["fine","a~b"]}""", "hints" },
        { "POST", "/v1/investigation/inc_1/context", """{"text":"a~b"}""", "text" },
        { "POST", "/v1/investigation/inc_1/context", """{"text":"ab","hints":["a~b"]}""", "hints" },
        { "POST", "/v1/investigation/inc_2/cancel", """{"reason":"a~b"}""", "reason" },
        { "PATCH", "/v1/incidents/inc_1", """{"status":"closed","reason":"a~b"}""", "reason" },
        { "POST", "/v1/investigation/inc_1/feedback", """{"opinion":"confirm","rank":1,"comment":"a~b"}""", "comment" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Control_characters_are_refused_with_the_fields_name(
        string method, string path, string body, string field)
    {
        foreach (var character in new[] { "\\u0000", "\\u001b", "\\r", "\\u0085" })
        {
            using var answer = await host.SendAsync(
                new HttpMethod(method), path, Flow.Tenant, body.Replace("~", character));

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, character);
            var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            error["details"]!.AsArray().Select(detail => detail!["field"]!.GetValue<string>()).ShouldContain(field);
            error["message"]!.GetValue<string>().ShouldContain("control characters");
        }

        host.AuditAttempts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Line_feeds_and_tabs_are_kept_and_line_ends_of_windows_become_line_feeds()
    {
        using var answer = await host.SendAsync(HttpMethod.Post, "/v1/incidents", Flow.Tenant,
            """{"title":"Odd","description":"One line,\r\nanother\tand\na third."}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        await host.WithAsync(async scope => (await scope.GetRequiredService<InvestigationsDbContext>().Incidents
            .SingleAsync(row => row.Title == "Odd")).Description.ShouldBe("One line,\nanother\tand\na third."));
    }

    [Theory]
    [InlineData("-created", "0.9223372036854775807.1")]
    [InlineData("-created", "0.-9223372036854775808.1")]
    [InlineData("-created", "0.1.-1")]
    [InlineData("created", "1.999999999999999999.1")]
    [InlineData("-severity", "3.9223372036854775807.1.1")]
    [InlineData("-severity", "3.-1.1.1")]
    public async Task A_cursor_of_numbers_that_no_row_has_is_no_cursor(string sort, string numbers)
    {
        var cursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(numbers));

        await ShouldBeRefusedAsync($"/v1/incidents?sort={sort}&cursor={cursor}", "invalid_cursor");
    }

    [Theory]
    [InlineData("/v1/incidents?source=a%00b", "invalid_parameter")]
    [InlineData("/v1/triage/inc_1/evidence?type=a%00b", "invalid_input")]
    [InlineData("/v1/triage/inc_1/evidence?source=a%1bb", "invalid_input")]
    public Task A_filter_with_control_characters_is_refused(string path, string code) =>
        ShouldBeRefusedAsync(path, code);

    public async ValueTask InitializeAsync()
    {
        host = await CaseHost.StartAsync();
        var running = new Flow("2");
        await host.DeliverAsync([.. new Flow().All, running.Alarm(), running.Requested(), running.Access()]);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task ShouldBeRefusedAsync(string path, string code)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, path, Flow.Tenant);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!.GetValue<string>().ShouldBe(code);
    }
}
