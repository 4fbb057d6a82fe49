using System.Net;
using System.Net.WebSockets;

namespace CauseFlow.Dashboard.Tests;

/// <summary>Who may open the connection of a page: each costs memory, and acts as the person.</summary>
[Collection(OpenDashboard.Name)]
public sealed class CircuitGuardTests(OpenDashboard dashboard)
{
    [Fact]
    public async Task Nobody_opens_a_connection_who_is_not_signed_in() =>
        (await NegotiateAsync(cookie: null, origin: null)).ShouldBe(HttpStatusCode.Unauthorized);

    [Theory]
    [InlineData("https://sibling.example.com", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1:1", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("own", HttpStatusCode.OK)]
    public async Task A_page_of_another_address_opens_none_with_the_persons_cookie(string? origin, HttpStatusCode expected)
    {
        await using var visitor = await dashboard.VisitAsync();
        await visitor.SignInAsync(dashboard.Customer.Product.AdminKey);
        var session = (await visitor.Page.Context.CookiesAsync()).Single(cookie => cookie.Name == "causeflow.session");

        (await NegotiateAsync($"{session.Name}={session.Value}", origin == "own" ? dashboard.Customer.Url.GetLeftPart(UriPartial.Authority) : origin))
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData("/_blazor")]
    [InlineData("/_blazor/")]
    [InlineData("/_BLAZOR/")]
    [InlineData("/_blazor/negotiate/")]
    public async Task However_its_address_is_written_no_WebSocket_is_opened_by_nobody_or_from_elsewhere(string path)
    {
        await using var page = await PageAlone.StartAsync();
        var cookies = new Dictionary<string, string>();
        using var signedIn = await page.SignInAsync(PageAlone.Key, cookies);

        (await UpgradeAsync(page, path, null, null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await UpgradeAsync(page, path, cookies, "https://sibling.example.com")).ShouldBe(HttpStatusCode.Forbidden);
        if (!path.Contains("negotiate", StringComparison.Ordinal))
        {
            (await UpgradeAsync(page, path, cookies, page.Url.GetLeftPart(UriPartial.Authority))).ShouldBe(HttpStatusCode.SwitchingProtocols);
        }
    }

    private static async Task<HttpStatusCode> UpgradeAsync(
        PageAlone page, string path, IDictionary<string, string>? cookies, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Cookie", string.Join("; ", (cookies ?? new Dictionary<string, string>()).Select(one => $"{one.Key}={one.Value}")));
        socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(page.Url, path)) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket.HttpStatusCode;
    }

    private async Task<HttpStatusCode> NegotiateAsync(string? cookie, string? origin)
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(dashboard.Customer.Url, "/_blazor/negotiate?negotiateVersion=1"));
        foreach (var (name, value) in new[] { ("Cookie", cookie), ("Origin", origin) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
