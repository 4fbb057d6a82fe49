using System.Text.Json.Nodes;

namespace CauseFlow.Dashboard.Tests;

/// <summary>The lambda-timeout scenario, whose function logs what somebody wrote for the eyes of who reads logs.</summary>
internal static class HostileScenario
{
    /// <summary>Script, markup, an escape sequence of terminals, Markdown, a formula, and a turn of the reading direction.</summary>
    public const string Line = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1> \u001b[31mred\u001b[0m **bold** "
        + "[click](javascript:window.hacked=1) =HYPERLINK(\"http://evil.example\",\"x\") invoice\u202Egnp.exe";

    /// <summary>As a person sees it; escape sequences and turns of direction have been taken out by the collector.</summary>
    public static readonly string[] Seen =
    [
        "<script>window.hacked=1</script>", "<img src=x onerror=window.hacked=1>", " red ", "**bold**",
        "[click](javascript:window.hacked=1)", "=HYPERLINK(", "invoicegnp.exe",
    ];

    public static string Write()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "Scenarios", "lambda-timeout", "scenario.json");
        var text = File.ReadAllText(shipped);
        const string replaced = "FeatureFlags: using cached flag set";
        text.ShouldContain(replaced);
        var file = Path.Combine(Directory.CreateTempSubdirectory("causeflow-hostile-").FullName, "scenario.json");
        var written = JsonValue.Create(Line)!.ToJsonString();
        File.WriteAllText(file, text.Replace(replaced, written[1..^1], StringComparison.Ordinal));
        return file;
    }
}
