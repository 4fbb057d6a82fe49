using System.Net;

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
