using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CauseFlow.Dashboard.Tests;

/// <summary>A person at a browser, and what the browser complained about meanwhile.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly Uri url;

    public Visitor(IPage page, Uri url)
    {
        Page = page;
        this.url = url;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Enqueue($"exception: {error}");
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Complaints { get; } = new();

    public async Task SignInAsync(string key)
    {
        await Page.GotoAsync(new Uri(url, "/sign-in").ToString());
        await Page.GetByLabel("API key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await LiveAsync();
    }

    public async Task<bool> WasHackedAsync() => await Page.EvaluateAsync<bool>("() => 'hacked' in window");

    /// <summary>Opens a page and waits until a click on it is heard.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(new Uri(url, path).ToString());
        await LiveAsync();
    }

    public Task UseThemeAsync(string theme) =>
        Page.Context.AddCookiesAsync([new() { Name = "causeflow.theme", Value = theme, Url = url.ToString() }]);

    /// <param name="path">Relative.</param>
    /// <param name="isLive">Whether the page has a connection, which is then waited for.</param>
    public async Task GoAsync(string path, bool isLive)
    {
        await Page.GotoAsync(new Uri(url, path).ToString());
        await (isLive ? LiveAsync() : Page.Locator("h1").WaitForAsync());
    }

    public Task LiveAsync() => Page.Locator("main[data-live=true]").WaitForAsync();

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
