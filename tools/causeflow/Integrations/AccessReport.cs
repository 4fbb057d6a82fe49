using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Integrations;

/// <summary>An integration and its last test: each permission as a tick or a cross, with what to do about a cross.</summary>
internal static class AccessReport
{
    public static void Show(Screen screen, JsonElement integration)
    {
        screen.Line(PlainText.Line($"{integration.Text("id")}  {integration.Text("name")}  {integration.Text("provider")}  "
            + $"{integration.Text("status")}"));
        screen.Line(PlainText.Line($"accounts {integration.Text("accounts")}; regions {integration.Text("regions")}"));
        if (integration.Time("azure.secretExpiresAt") is { Length: > 0 } expiry)
        {
            screen.Line($"secret expires {expiry}");
        }

        WaysReport.Show(screen, integration);
        foreach (var warning in integration.Items("warnings").Concat(integration.Items("lastTest.warnings")))
        {
            screen.Line($"warning: {PlainText.Line(warning.Shown())}");
        }

        var test = integration.At("lastTest");
        if (test.ValueKind != JsonValueKind.Object)
        {
            screen.Line("It was never tested: `causeflow integrations test ID`.");
            return;
        }

        screen.Line();
        screen.Line($"{(test.IsTrue("ok") ? "✔" : test.IsTrue("permissionsPending") ? "…" : "✘")} tested {test.Time("at")}: "
            + (test.IsTrue("permissionsPending") ? "the permissions are still being tried" : test.IsTrue("ok") ? "access is complete" : "")
            + PlainText.Line(test.Text("message")));
        if (test.Text("remedy") is { Length: > 0 } remedy)
        {
            screen.Line($"  {PlainText.Block(remedy).Replace("\n", "\n  ", StringComparison.Ordinal)}");
        }

        foreach (var permission in test.Items("permissions"))
        {
            Permission(screen, permission);
        }
    }

    private static void Permission(Screen screen, JsonElement permission)
    {
        var outcome = permission.Text("outcome");
        var mark = outcome switch { "held" => "✔", "missing" => "✘", "excess" => "!", _ => "?" };
        screen.Line(PlainText.Line($"{mark} {permission.Text("permission")}"
            + (permission.Text("region") is { Length: > 0 } region ? $" in {region}" : "")
            + (outcome == "held" ? "" : $": {outcome}{(permission.IsTrue("mandatory") ? ", mandatory" : "")}")));
        if (outcome == "held")
        {
            return;
        }

        foreach (var text in new[] { permission.Text("message"), permission.Text("remedy") }.Where(text => text.Length > 0))
        {
            screen.Line($"    {PlainText.Block(text).Replace("\n", "\n    ", StringComparison.Ordinal)}");
        }
    }
}
