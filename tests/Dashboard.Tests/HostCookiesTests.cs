using System.Net;

namespace CauseFlow.Dashboard.Tests;

/// <summary>A sibling host can plant cookies for the whole domain; one whose name begins with __Host- it cannot.</summary>
public sealed class HostCookiesTests
{
    private static readonly (string, string)[] Https = [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "causeflow.example.com")];

    [Fact]
    public async Task Over_https_what_lets_somebody_in_is_bound_to_this_very_host()
    {
        await using var page = await PageAlone.StartAsync();
        var cookies = new Dictionary<string, string>();

        using var answer = await page.SignInAsync(PageAlone.Key, cookies, Https);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        cookies.Keys.ShouldAllBe(name => name.StartsWith("__Host-causeflow.", StringComparison.Ordinal));
        cookies.Keys.ShouldContain("__Host-causeflow.form");
        var session = answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("__Host-causeflow.session", StringComparison.Ordinal));
        session.ShouldContain("; secure");
        session.ShouldContain("; path=/;");
        session.ShouldNotContain("domain=");
        (await StatusAsync(page, cookies)).ShouldBe(HttpStatusCode.OK);

        var planted = cookies.ToDictionary(cookie => cookie.Key.Replace("__Host-", "", StringComparison.Ordinal), cookie => cookie.Value);
        (await StatusAsync(page, planted)).ShouldBe(HttpStatusCode.Redirect, "a cookie without the prefix was planted");
    }

    [Theory]
    [InlineData("CAUSEFLOW.SESSION={0}")]
    [InlineData("causeflow.Session={0}")]
    [InlineData("x=1,causeflow.session={0}")]
    [InlineData("x=1 , causeflow.session={0}")]
    [InlineData("x causeflow.session={0}")]
    [InlineData("x=\"1,causeflow.session={0}")]
    [InlineData("x=1,__Host-causeflow.session={0}")]
    [InlineData("x __Host-causeflow.session={0}")]
    [InlineData("__host-causeflow.session={0}")]
    [InlineData("causeflow.session=chunks-1; causeflow.sessionC1={0}")]
    [InlineData("x=1,causeflow.session=chunks-1; x=1 , causeflow.sessionC1={0}")]
    public async Task However_a_planted_session_is_written_it_never_counts(string planted)
    {
        await using var page = await PageAlone.StartAsync();
        var others = new Dictionary<string, string>();
        page.WhoAmI = _ => PageAlone.Who("attackers", "admin");
        using var byOthers = await page.SignInAsync(PageAlone.Key, others, Https);
        var own = new Dictionary<string, string>();
        page.WhoAmI = _ => PageAlone.Who("victims", "admin");
        using var byOneself = await page.SignInAsync(PageAlone.Key, own, Https);
        var session = own["__Host-causeflow.session"];
        var evil = string.Format(System.Globalization.CultureInfo.InvariantCulture, planted, others["__Host-causeflow.session"]);

        (await SettingsAsync(page, evil)).Status.ShouldBe(HttpStatusCode.Redirect);
        foreach (var header in new[] { $"{evil}; __Host-causeflow.session={session}", $"__Host-causeflow.session={session}; {evil}" })
        {
            var (status, html) = await SettingsAsync(page, header);

            status.ShouldBe(HttpStatusCode.OK);
            html.ShouldContain("victims");
            html.ShouldNotContain("attackers");
        }
    }

    [Fact]
    public async Task Over_https_a_sign_in_at_the_provider_ends_only_in_the_browser_in_which_it_began()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var page = await PageAlone.StartAsync(
            ("Dashboard:Oidc:Authority", provider.Url), ("Dashboard:Oidc:ClientId", IdentityProvider.ClientId));
        var cookies = new Dictionary<string, string>();
        using var begun = await page.SendAsync(HttpMethod.Get, "/sign-in/with-provider", cookies, null, Https);
        cookies.Count.ShouldBe(2, "one for the request, one for the nonce");
        cookies.Keys.ShouldAllBe(name => name.StartsWith("__Host-causeflow.sign-in.", StringComparison.Ordinal));
        begun.Headers.GetValues("Set-Cookie").ShouldAllBe(cookie => cookie.Contains("; path=/;") && cookie.Contains("; secure"));
        using var sent = await page.Client.GetAsync(begun.Headers.Location, TestContext.Current.CancellationToken);
        var back = sent.Headers.Location!.PathAndQuery;

        var planted = cookies.ToDictionary(cookie => cookie.Key.Replace("__Host-", "", StringComparison.Ordinal), cookie => cookie.Value);
        (await BackAsync(planted)).ShouldEndWith("problem=provider");
        (await BackAsync(cookies)).ShouldStartWith("/sign-in/done");

        async Task<string> BackAsync(IDictionary<string, string> with)
        {
            using var answer = await page.SendAsync(HttpMethod.Get, back, new Dictionary<string, string>(with), null, Https);
            return answer.Headers.Location!.ToString();
        }
    }

    [Fact]
    public async Task Without_https_the_names_are_plain_since_browsers_take_no_other()
    {
        await using var page = await PageAlone.StartAsync();
        var cookies = new Dictionary<string, string>();

        (await page.SignInAsync(PageAlone.Key, cookies)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        cookies.Keys.Order().ShouldBe(["causeflow.form", "causeflow.session"]);
    }

    private static async Task<(HttpStatusCode Status, string Html)> SettingsAsync(PageAlone page, string cookies)
    {
        using var answer = await page.SendAsync(HttpMethod.Get, "/settings", new Dictionary<string, string>(), null, [.. Https, ("Cookie", cookies)]);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<HttpStatusCode> StatusAsync(PageAlone page, IDictionary<string, string> cookies)
    {
        using var answer = await page.SendAsync(HttpMethod.Get, "/settings", new Dictionary<string, string>(cookies), null, Https);
        return answer.StatusCode;
    }
}
