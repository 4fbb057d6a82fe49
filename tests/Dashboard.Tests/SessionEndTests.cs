using System.Net;

namespace CauseFlow.Dashboard.Tests;

/// <summary>When a session is over, it is over everywhere: in other tabs, and for who has copied its cookie.</summary>
public sealed class SessionEndTests
{
    [Fact]
    public async Task A_copied_cookie_is_worth_nothing_after_its_owner_has_signed_out()
    {
        await using var page = await PageAlone.StartAsync();
        var owner = await SignedInAsync(page);
        var other = await SignedInAsync(page);
        var copy = new Dictionary<string, string>(owner);
        (await StatusAsync(page, copy)).ShouldBe(HttpStatusCode.OK);

        (await page.SignOutAsync(owner)).Headers.Location!.ToString().ShouldBe("/sign-in");

        (await StatusAsync(page, copy)).ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(page, other)).ShouldBe(HttpStatusCode.OK, "it is another session of the same person");
    }

    [Fact]
    public async Task A_session_ends_however_busy_it_is_and_leads_back_to_where_it_was()
    {
        await using var page = await PageAlone.StartAsync(("Dashboard:SessionHours", "12"), ("Dashboard:MaxSessionHours", "48"));
        var cookies = await SignedInAsync(page);
        for (var hours = 0; hours < 48; hours += 8)
        {
            (await StatusAsync(page, cookies)).ShouldBe(HttpStatusCode.OK, $"after {hours} hours");
            page.Time.Advance(TimeSpan.FromHours(8));
        }

        using var answer = await page.SendAsync(HttpMethod.Get, "/settings?a=b", cookies);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.PathAndQuery.ShouldBe("/sign-in?return=%2Fsettings%3Fa%3Db&problem=ended");
        using var signIn = await page.SendAsync(HttpMethod.Get, answer.Headers.Location.PathAndQuery, cookies);
        (await signIn.Content.ReadAsStringAsync()).ShouldContain("Your session has ended.");
    }

    [Fact]
    public async Task Who_was_never_signed_in_is_not_told_that_a_session_ended()
    {
        await using var page = await PageAlone.StartAsync();

        using var answer = await page.SendAsync(HttpMethod.Get, "/settings", new Dictionary<string, string>());

        answer.Headers.Location!.PathAndQuery.ShouldBe("/sign-in?return=%2Fsettings");
    }

    private static async Task<Dictionary<string, string>> SignedInAsync(PageAlone page)
    {
        var cookies = new Dictionary<string, string>();
        using var answer = await page.SignInAsync(PageAlone.Key, cookies);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return cookies;
    }

    private static async Task<HttpStatusCode> StatusAsync(PageAlone page, IDictionary<string, string> cookies)
    {
        using var answer = await page.SendAsync(HttpMethod.Get, "/settings", cookies);
        return answer.StatusCode;
    }
}
