using Microsoft.Playwright;

namespace CauseFlow.Dashboard.Tests;

/// <summary>The browser that the tests drive: Debian's, or the one that CAUSEFLOW_TEST_CHROMIUM names.</summary>
internal static class Chromium
{
    private static readonly string[] Known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright) => await playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Environment.GetEnvironmentVariable("CAUSEFLOW_TEST_CHROMIUM") is { Length: > 0 } named ? named
            : Known.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException(
                "Chromium is missing. ./dev test installs it on Debian as root; else name the program in CAUSEFLOW_TEST_CHROMIUM."),
        Headless = true,
    });
}
