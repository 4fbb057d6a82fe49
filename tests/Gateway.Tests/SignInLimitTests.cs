using System.Net;

namespace CauseFlow.Gateway.Tests;

/// <summary>The page asks the API for all who sign in: a stranger's wrong keys must not use up what the others need.</summary>
public sealed class SignInLimitTests : IAsyncLifetime
{
    private const string Stranger = "192.0.2.66";
    private static readonly string Wrong = "cflo_" + new string('0', 64);
    private FakeUpstream page = null!;

    public async ValueTask InitializeAsync() => page = await FakeUpstream.StartAsync("dashboard");

    public ValueTask DisposeAsync() => page.DisposeAsync();

    [Fact]
    public async Task Wrong_keys_count_where_they_were_typed_and_not_on_the_page()
    {
        await using var gateway = await StartAsync(("RateLimits:PerAddress", "2"));
        var stranger = await SignInAsync(gateway, Stranger);
        for (var i = 0; i < 2; i++)
        {
            (await AskAsync(gateway, Wrong, stranger)).ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await AskAsync(gateway, Wrong, stranger)).ShouldBe(HttpStatusCode.TooManyRequests);
        var somebody = await SignInAsync(gateway, "198.51.100.7");
        (await AskAsync(gateway, await gateway.AddKeyAsync("member"), somebody)).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(gateway, Wrong, null)).ShouldBe(HttpStatusCode.Unauthorized, "the page's own address is not used up");
    }

    [Fact]
    public async Task A_client_cannot_say_by_itself_where_it_is()
    {
        await using var gateway = await StartAsync(("RateLimits:PerAddress", "1"));
        await using var other = await TestGateway.StartAsync(("Services:dashboard:ApiUrl", page.Url), ("Gateway:KnownNetworks:0", "127.0.0.0/8"));
        var own = await SignInAsync(gateway, Stranger);
        gateway.Time.Advance(TimeSpan.FromHours(25));
        other.Time.Advance(TimeSpan.FromHours(25));
        var foreign = await SignInAsync(other, Stranger);

        (await AskAsync(gateway, Wrong, null)).ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var token in new[] { "x", "192.0.2.9", own, foreign, new string('x', 5_000) })
        {
            (await AskAsync(gateway, Wrong, token)).ShouldBe(HttpStatusCode.TooManyRequests, "it counts as what it is");
        }
    }

    private Task<TestGateway> StartAsync(params (string Key, string Value)[] more) => TestGateway.StartAsync(
        [("Services:dashboard:ApiUrl", page.Url), ("Gateway:KnownNetworks:0", "127.0.0.0/8"), .. more]);

    /// <summary>What the page is told of somebody who posts the form.</summary>
    private async Task<string> SignInAsync(TestGateway gateway, string from)
    {
        (await gateway.SendAsync("POST", "/sign-in", null, null, ("X-Forwarded-For", from))).StatusCode.ShouldBe(HttpStatusCode.OK);
        return page.Requests.Last().Headers["X-CauseFlow-Person-Address"];
    }

    /// <summary>The page's call of the API.</summary>
    private static async Task<HttpStatusCode> AskAsync(TestGateway gateway, string key, string? client)
    {
        (string, string)[] headers = client is null ? [] : [("X-CauseFlow-Person-Address", client)];
        return (await gateway.SendAsync("GET", "/v1/whoami", key, null, headers)).StatusCode;
    }
}
