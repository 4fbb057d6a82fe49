using System.Text.RegularExpressions;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Dashboard.Tests;

/// <summary>
/// The page as it is, with a clock of the test's and an API that knows one thing: who somebody is. For what depends on hours and on
/// addresses; everything else is tried with the product behind.
/// </summary>
internal sealed partial class PageAlone : IAsyncDisposable
{
    public const string Key = "cflo_of_a_test";
    private static readonly Lazy<string> Program = new(PrepareAssets);
    private readonly string folder = Directory.CreateTempSubdirectory("causeflow-page-").FullName;
    private WebApplication api = null!;
    private WebApplication page = null!;

    private PageAlone()
    {
    }

    /// <summary>Begins now: tokens of a provider are read by the clock of the machine.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public Uri Url => page.Services.GetRequiredService<HostAddresses>().ApiUrl;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    /// <summary>What the API answers with to who proves who they are; else 401.</summary>
    public Func<HttpContext, IResult> WhoAmI { get; set; } = _ => Who("default", "admin");

    public IServiceProvider Services => page.Services;

    public static IResult Who(string tenant, params string[] roles) => Results.Json(
        new { subject = "key_1", tenantId = "ten_1", tenantName = tenant, roles, keyName = "on call" });

    public static async Task<PageAlone> StartAsync(params (string Key, string Value)[] settings)
    {
        var alone = new PageAlone();
        await alone.StartApiAsync();
        await alone.StartPageAsync(settings);
        return alone;
    }

    /// <summary>The form as a browser posts it.</summary>
    /// <param name="key">What is typed.</param>
    /// <param name="cookies">Of the browser; new ones are added.</param>
    /// <param name="headers">As the gateway sends them.</param>
    public async Task<HttpResponseMessage> SignInAsync(
        string key, IDictionary<string, string> cookies, params (string Name, string Value)[] headers)
    {
        using var form = await SendAsync(HttpMethod.Get, "/sign-in", cookies, null, headers);
        var html = await form.Content.ReadAsStringAsync();
        return await SendAsync(HttpMethod.Post, "/sign-in", cookies, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "sign-in", ["Key"] = key, ["__RequestVerificationToken"] = FormToken().Match(html).Groups[1].Value,
        }), headers);
    }

    /// <summary>Posts what the button of a page posts.</summary>
    public async Task<HttpResponseMessage> SignOutAsync(IDictionary<string, string> cookies)
    {
        using var settings = await SendAsync(HttpMethod.Get, "/settings", cookies);
        var html = await settings.Content.ReadAsStringAsync();
        return await SendAsync(HttpMethod.Post, "/sign-out", cookies, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = FormToken().Match(html).Groups[1].Value,
        }));
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, IDictionary<string, string> cookies, HttpContent? body = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url, path)) { Content = body };
        if (cookies.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
        {
            var pair = set.Split(';')[0].Split('=', 2);
            cookies[pair[0]] = pair[1];
            if (pair[1].Length == 0)
            {
                cookies.Remove(pair[0]);
            }
        }

        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await page.StopAsync(now.Token);
        await page.DisposeAsync();
        await api.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StartApiAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        api = builder.Build();
        api.MapGet("/v1/whoami", (HttpContext context) =>
            context.Request.Headers["X-API-Key"] == Key || context.Request.Headers.Authorization.Count > 0
                ? WhoAmI(context) : Error(StatusCodes.Status401Unauthorized, "unauthenticated"));
        api.MapFallback("{*path}", () => Error(StatusCodes.Status404NotFound, "not_found"));
        await api.StartAsync();
    }

    public static IResult Error(int status, string code) =>
        Results.Json(new { error = code, message = $"The API says {code}.", requestId = "req_1" }, statusCode: status);

    private async Task StartPageAsync((string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "CauseFlow.Dashboard", WebRootPath = Path.Combine(Program.Value, "wwwroot"),
        });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Listen:Api"] = "http://127.0.0.1:0", ["Listen:Internal"] = "http://127.0.0.1:0",
            ["Secrets:KeyFolder"] = Path.Combine(folder, "keys"), ["Secrets:CreateMissing"] = "true",
            ["Dashboard:ApiUrl"] = api.Urls.Single(),
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)));
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.AddServiceDefaults("dashboard", telemetry: false);
        builder.AddDashboard();
        page = builder.Build();
        page.UseDashboard();
        page.MapServiceDefaults();
        page.MapDashboard();
        await page.StartAsync();
    }

    /// <summary>Where the program is; its files are named by manifests that lie beside the program that runs.</summary>
    private static string PrepareAssets()
    {
        var program = Path.GetDirectoryName(Repository.Assembly("services/dashboard", "Dashboard"))!;
        foreach (var manifest in Directory.EnumerateFiles(program, "CauseFlow.Dashboard.staticwebassets.*.json"))
        {
            File.Copy(manifest, Path.Combine(AppContext.BaseDirectory, Path.GetFileName(manifest)), overwrite: true);
        }

        return program;
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex FormToken();
}
