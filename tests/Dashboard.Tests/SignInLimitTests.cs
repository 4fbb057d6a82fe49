using System.Net;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.Dashboard.Tests;

/// <summary>Keys are not guessed at the page, and nobody who tries keeps others out.</summary>
public sealed class SignInLimitTests
{
    private static readonly string Wrong = "cflo_" + new string('0', 64);

    [Fact]
    public async Task Too_many_tries_from_one_address_are_told_so_and_leave_the_others_alone()
    {
        await using var page = await PageAlone.StartAsync(("Dashboard:SignInsPerMinute", "3"));
        (string, string)[] stranger = [("X-Forwarded-For", "192.0.2.66")];
        for (var i = 0; i < 3; i++)
        {
            (await TextAsync(await page.SignInAsync(Wrong, New(), stranger), HttpStatusCode.OK)).ShouldContain("does not know this key");
        }

        var refused = await page.SignInAsync(PageAlone.Key, New(), stranger);

        (await TextAsync(refused, HttpStatusCode.TooManyRequests)).ShouldContain("Too many sign-ins from where you are");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        (await page.SignInAsync(PageAlone.Key, New(), ("X-Forwarded-For", "198.51.100.7"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Time.Advance(TimeSpan.FromMinutes(1));
        (await page.SignInAsync(PageAlone.Key, New(), stranger)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_key_that_the_API_did_not_look_at_is_not_called_revoked()
    {
        await using var page = await PageAlone.StartAsync();
        page.WhoAmI = _ => PageAlone.Error(StatusCodes.Status429TooManyRequests, "rate_limited");

        var text = await TextAsync(await page.SignInAsync(PageAlone.Key, New()), HttpStatusCode.OK);

        text.ShouldContain("the key was not looked at");
        text.ShouldNotContain("revoked");
    }

    private static Dictionary<string, string> New() => [];

    private static async Task<string> TextAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        using (answer)
        {
            answer.StatusCode.ShouldBe(expected);
            return await answer.Content.ReadAsStringAsync();
        }
    }
}
