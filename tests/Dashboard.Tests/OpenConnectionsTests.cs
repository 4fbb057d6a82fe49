using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace CauseFlow.Dashboard.Tests;

/// <summary>Connections over which no page ever comes: they hold sockets and buffers all the same.</summary>
public sealed class OpenConnectionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_person_opens_a_bounded_number_of_them()
    {
        await using var page = await PageAlone.StartAsync(("Dashboard:MaxPagesPerPerson", "1"));
        var cookies = await SignedInAsync(page);
        using var first = await OpenAsync(page, cookies);
        using var second = await OpenAsync(page, cookies);
        using var third = await OpenAsync(page, cookies);

        first.State.ShouldBe(WebSocketState.Open);
        second.State.ShouldBe(WebSocketState.Open);
        third.HttpStatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        // Somebody else is not held up by it.
        page.WhoAmI = _ => Microsoft.AspNetCore.Http.Results.Json(new { subject = "key_2", tenantId = "ten_1", roles = new[] { "member" } });
        using var other = await OpenAsync(page, await SignedInAsync(page));
        other.State.ShouldBe(WebSocketState.Open);

        first.Abort();
        await UntilAsync(async () =>
        {
            using var next = await OpenAsync(page, cookies);
            return next.State == WebSocketState.Open;
        });
    }

    [Fact]
    public async Task One_without_a_page_is_dropped_soon()
    {
        await using var page = await PageAlone.StartAsync();
        using var socket = await OpenAsync(page, await SignedInAsync(page));
        await socket.SendAsync(
            Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Binary, true, Token);
        var buffer = new byte[1024];
        Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, Token)).Count).ShouldBe("{}\u001e");
        var end = EndAsync(socket, buffer);

        await UntilAsync(() =>
        {
            page.Time.Advance(TimeSpan.FromSeconds(16));
            return Task.FromResult(end.IsCompleted);
        });
    }

    private static async Task EndAsync(ClientWebSocket socket, byte[] buffer)
    {
        try
        {
            while ((await socket.ReceiveAsync(buffer, Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // Cut off without a word.
        }
    }

    private static async Task<Dictionary<string, string>> SignedInAsync(PageAlone page)
    {
        var cookies = new Dictionary<string, string>();
        using var answer = await page.SignInAsync(PageAlone.Key, cookies);
        return cookies;
    }

    private static async Task<ClientWebSocket> OpenAsync(PageAlone page, Dictionary<string, string> cookies)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Cookie", string.Join("; ", cookies.Select(one => $"{one.Key}={one.Value}")));
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(page.Url, "/_blazor")) { Scheme = "ws" }.Uri, Token);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }

        return socket;
    }

    private static async Task UntilAsync(Func<Task<bool>> happens)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await happens())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }
}
