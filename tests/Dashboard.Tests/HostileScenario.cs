using System.Text.Json.Nodes;

namespace CauseFlow.Dashboard.Tests;

/// <summary>
/// The lambda-timeout scenario, whose function logs what somebody wrote for the eyes of who reads logs; beside it subscriptions of Azure and a
/// project of Google Cloud that can be connected.
/// </summary>
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

    /// <summary>The app registration in Azure that may write.</summary>
    public static (string ClientId, string ClientSecret) WritingApp =>
        JsonNode.Parse(Shipped("app-service-deployment"))!["azure"]!["moreApps"]![0] is { } app
            ? ((string)app["clientId"]!, (string)app["clientSecret"]!) : throw new InvalidOperationException("The scenario has no such app.");

    public static string Write()
    {
        var text = Shipped("lambda-timeout");
        const string replaced = "FeatureFlags: using cached flag set";
        text.ShouldContain(replaced);
        var file = Path.Combine(Directory.CreateTempSubdirectory("causeflow-hostile-").FullName, "scenario.json");
        var written = JsonValue.Create(Line)!.ToJsonString();
        var scenario = JsonNode.Parse(text.Replace(replaced, written[1..^1], StringComparison.Ordinal))!;
        scenario["azure"] = JsonNode.Parse(Shipped("app-service-deployment"))!["azure"]!.DeepClone();
        scenario["google"] = JsonNode.Parse(Shipped("aws-gcp-checkout"))!["google"]!.DeepClone();

        // The provider's name that the set-up page gives.
        scenario["google"]!["serviceAccount"] = new JsonObject { ["provider"] = "causeflow" };
        File.WriteAllText(file, scenario.ToJsonString());
        return file;
    }

    private static string Shipped(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Scenarios", name, "scenario.json"));
}
