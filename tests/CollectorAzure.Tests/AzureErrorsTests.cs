using System.Text;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>The error table over bodies as Azure sends them, old wordings, other shapes and leaked stack texts included.</summary>
public sealed class AzureErrorsTests
{
    private const string Sub = "/subscriptions/11111111-2222-4333-8444-555555555555";
    private static readonly AzureCall Call = new("Microsoft.Web/sites/read", "/x", $"{Sub}/resourceGroups/own");

    [Theory]
    [InlineData(403, """{"error":{"code":"AuthorizationFailed","message":"The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.Web/sites/read' over scope '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/shop' or the scope is invalid. If access was recently granted, please refresh your credentials."}}""", RefusalReason.MissingPermission)]
    [InlineData(403, """{"error":{"message":"nothing that is known","code":"InsufficientAccessError","correlationId":"c"}}""", RefusalReason.MissingPermission)]
    [InlineData(403, """{"error":{"code":"InvalidAuthenticationTokenAudience","message":"The access token has been obtained from wrong audience or resource."}}""", RefusalReason.ScopeInsufficient)]
    [InlineData(403, "<html>forbidden</html>", RefusalReason.MissingPermission)]
    [InlineData(401, """{"error":{"code":"ExpiredAuthenticationToken","message":"x"}}""", RefusalReason.SecretExpired)]
    [InlineData(401, """{"error":{"code":"InvalidAuthenticationToken","message":"x"}}""", RefusalReason.SecretInvalid)]
    [InlineData(401, """{"error":{"code":"InvalidAuthenticationTokenTenant","message":"x"}}""", RefusalReason.TenantNotFound)]
    [InlineData(404, """{"error":{"code":"SubscriptionNotFound","message":"The subscription could not be found."}}""", RefusalReason.MissingPermission)]
    [InlineData(404, """{"error":{"code":"ResourceNotFound","message":"x"}}""", RefusalReason.InvalidInput)]
    [InlineData(404, """{"Code":"NotFound","Message":"x"}""", RefusalReason.InvalidInput)]
    [InlineData(404, "", RefusalReason.InvalidInput)]
    [InlineData(409, """{"error":{"code":"MissingSubscriptionRegistration","message":"x"}}""", RefusalReason.ApiDisabled)]
    [InlineData(400, """{"error":{"code":"NoRegisteredProviderFound","message":"x"}}""", RefusalReason.OperationNotOffered)]
    [InlineData(400, """{"code":"BadRequest","message":"Failed to find metric configuration for provider"}""", RefusalReason.ProviderError)]
    [InlineData(302, "", RefusalReason.ProviderError)]
    [InlineData(429, """{"error":{"code":"429","message":"x"}}""", RefusalReason.Throttled)]
    [InlineData(429, "", RefusalReason.Throttled)]
    [InlineData(409, """{"error":{"code":"OperationNotAllowed","message":"x","details":[{"code":"TooManyRequests","message":"y"}]}}""", RefusalReason.Throttled)]
    [InlineData(400, """{"error":{"details":[{"message":"please wait","code":"RateLimiting"}],"code":"BadRequest"}}""", RefusalReason.Throttled)]
    [InlineData(500, """{"error":{"code":"InternalServerError","message":"   at Microsoft.WindowsAzure.Foo.Bar() in d:\\x.cs:line 1 AuthorizationFailed 429"}}""", RefusalReason.ProviderError)]
    [InlineData(502, """{"error":{"code":"ProviderError","message":"x"}}""", RefusalReason.ProviderError)]
    [InlineData(504, "upstream timed out", RefusalReason.ProviderError)]
    public void A_refusal_is_told_by_status_and_code(int status, string body, RefusalReason reason) => Of(status, body).Reason.ShouldBe(reason);

    [Theory]
    [InlineData("The client '3c1f3ad0-0000-4000-8000-00000000a001' with object id 'x' does not have authorization to perform action 'Microsoft.Web/sites/slots/read' over scope '/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/shop/providers/Microsoft.Web/sites/a' or the scope is invalid.")]
    [InlineData("The client \"3c1f3ad0-0000-4000-8000-00000000a001\" does not have authorization over scope \"/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/shop/providers/Microsoft.Web/sites/a\" to perform \"Microsoft.Web/sites/slots/read\"")]
    public void A_denial_names_the_action_and_the_line_that_grants_it(string message)
    {
        var error = Of(403, System.Text.Json.JsonSerializer.Serialize(new { error = new { code = "AuthorizationFailed", message } }));

        error.MissingPermission.ShouldBe("Microsoft.Web/sites/slots/read");
        error.Remedy.ShouldBe(
            "az role assignment create --assignee 3c1f3ad0-0000-4000-8000-00000000a001 --role \"Reader\" "
            + $"--scope '{Sub}/resourceGroups/shop/providers/Microsoft.Web/sites/a'");
    }

    [Theory]
    [InlineData("action 'Microsoft.Authorization/roleAssignments/write' over scope '/subscriptions/99999999-2222-4333-8444-555555555555'")]
    [InlineData("action 'Microsoft.Web/sites/read; rm -rf' over scope '/subscriptions/x'$(id)'")]
    [InlineData("no quotes at all")]
    public void What_a_denial_says_of_other_subscriptions_or_of_writes_steers_no_remedy(string message)
    {
        var error = Of(403, System.Text.Json.JsonSerializer.Serialize(new { error = new { code = "AuthorizationFailed", message } }));

        error.MissingPermission.ShouldBe("Microsoft.Web/sites/read");
        error.Remedy.ShouldBe($"az role assignment create --assignee <application id> --role \"Reader\" --scope '{Sub}/resourceGroups/own'");
    }

    [Theory]
    [InlineData("$(id)")]
    [InlineData("a'; id; '")]
    [InlineData("a`id`")]
    [InlineData("a&b")]
    public void A_scope_that_a_shell_would_run_is_not_repeated(string name)
    {
        var call = Call with { Scope = $"{Sub}/resourceGroups/own/providers/Microsoft.Web/sites/{name}" };

        var error = AzureErrors.Classify(call, 403, AzureErrorBody.None, _ => null, TimeSpan.FromSeconds(10));

        error.Remedy.ShouldEndWith("--scope '<scope>'");
    }

    [Fact]
    public void A_group_with_a_blank_stays_one_word()
    {
        var call = Call with { Scope = $"{Sub}/resourceGroups/my (own) group" };

        AzureErrors.Classify(call, 403, AzureErrorBody.None, _ => null, TimeSpan.FromSeconds(10)).Remedy
            .ShouldEndWith($"--scope '{Sub}/resourceGroups/my (own) group'");
    }

    [Theory]
    [InlineData("retry-after-ms", "999999999999999999999999")]
    [InlineData("x-ms-retry-after-ms", "999999999999999999999999")]
    [InlineData("Retry-After", "999999999999999999999999")]
    public void A_wait_beyond_all_measure_is_a_day(string header, string value)
    {
        var error = Of(429, "{}", (header, value));

        error.ShouldBeOfType<PermanentCollectionException>().Reason.ShouldBe(RefusalReason.Throttled);
        error.Message.ShouldContain("86400 s");
    }

    [Fact]
    public void A_wait_that_no_investigation_has_is_throttled_at_once_and_names_the_quota()
    {
        var error = Of(429, "{}", ("Retry-After", "1200"), ("x-ms-ratelimit-remaining-resource", "Microsoft.Compute/HighCostGet3Min;0"));

        error.ShouldBeOfType<PermanentCollectionException>().Reason.ShouldBe(RefusalReason.Throttled);
        error.Message.ShouldContain("1200 s");
        error.Message.ShouldContain("HighCostGet3Min");
    }

    [Theory]
    [InlineData("Retry-After", "6", 6)]
    [InlineData("x-ms-user-quota-resets-after", "00:00:05", 5)]
    [InlineData("retry-after-ms", "2500", 2.5)]
    public void A_short_wait_is_waited_for(string header, string value, double seconds) =>
        Of(429, "{}", (header, value)).ShouldBeOfType<TransientCollectionException>().RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void A_missing_table_is_told_from_other_bad_queries()
    {
        const string Body = """{"error":{"message":"The request had some invalid properties","code":"BadArgumentError","innererror":{"code":"SemanticError","message":"A semantic error occurred.","innererror":{"code":"SEM0100","message":"'where' operator: Failed to resolve table or column expression named 'X'"}}}}""";

        Of(400, Body).ProviderCode.ShouldBe(AzureErrors.NoTable);
        Of(400, Body.Replace("SEM0100", "SYN0002", StringComparison.Ordinal)).ProviderCode.ShouldBe("BadArgumentError");
    }

    [Fact]
    public void A_code_that_is_no_code_and_deep_nesting_are_nothing()
    {
        AzureErrorBody.Read(Encoding.UTF8.GetBytes("""{"error":{"code":"<script>alert(1)</script>","message":5}}""")).Code.ShouldBe("");
        AzureErrorBody.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"error\":", 40)) + "1" + new string('}', 40))).Code.ShouldBe("");
    }

    [Theory]
    [InlineData("""{"error":{"code":"AuthorizationFailed","message":"\ud800"}}""", "AuthorizationFailed")]
    [InlineData("""{"error":{"message":"x","\ud800":1,"code":"\ud800","innererror":{"code":"Inner"}}}""", "Inner")]
    public void Half_a_surrogate_pair_hides_only_itself(string body, string code) =>
        AzureErrorBody.Read(Encoding.UTF8.GetBytes(body)).Code.ShouldBe(code);

    [Fact]
    public void Half_a_surrogate_pair_in_an_answer_is_nothing()
    {
        using var json = System.Text.Json.JsonDocument.Parse("""{"a":"\ud800","tags":{"\ud800":"x","b":"\udc00","c":"d"},"list":["\ud800","e"]}""");

        json.RootElement.Text("a").ShouldBeNull();
        json.RootElement.Pairs("tags").ShouldBe(new Dictionary<string, string> { ["c"] = "d" });
        json.RootElement.Texts("list").ShouldBe(["e"]);
        json.RootElement.Text("tags", "c").ShouldBe("d");
    }

    private static CollectionException Of(int status, string body, params (string Name, string Value)[] headers) => AzureErrors.Classify(
        Call, status, AzureErrorBody.Read(Encoding.UTF8.GetBytes(body)),
        name => headers.FirstOrDefault(header => header.Name == name).Value, TimeSpan.FromSeconds(10));
}
