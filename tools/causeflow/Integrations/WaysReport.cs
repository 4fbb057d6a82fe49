using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Integrations;

/// <summary>What alarm history and a queue have brought in that no webhook did; nothing for a cloud without them.</summary>
internal static class WaysReport
{
    public static void Show(Screen screen, JsonElement integration)
    {
        if (integration.At("reconcile") is { ValueKind: JsonValueKind.Object } reconcile)
        {
            History(screen, reconcile);
        }

        if (integration.At("intake") is { ValueKind: JsonValueKind.Object } queue)
        {
            screen.Line(PlainText.Line(
                $"queue {queue.Text("queueArn")}: {queue.Text("taken")} alarms taken, {queue.Text("refused")} refused"
                + (queue.Time("lastTakenAt") is { Length: > 0 } last ? $", the last at {last}" : "")));
            Problem(screen, queue);
        }
    }

    private static void History(Screen screen, JsonElement reconcile)
    {
        screen.Line(!reconcile.IsTrue("enabled")
            ? "alarm history: not compared with what arrived"
            : reconcile.Time("until") is { Length: > 0 } until
                ? $"alarm history: compared until {until}, {reconcile.Text("missed")} missed in all, {reconcile.Text("lastMissed")} in the last look"
                : "alarm history: the first look is due");
        foreach (var missed in reconcile.Items("recent"))
        {
            screen.Line(PlainText.Line(
                $"  {missed.Time("stateChangedAt")} {missed.Text("alarmName")} {missed.Text("state")}, found at {missed.Time("foundAt")}"));
        }

        Problem(screen, reconcile);
    }

    private static void Problem(Screen screen, JsonElement of)
    {
        foreach (var text in new[] { of.Text("message"), of.Text("remedy") }.Where(text => text.Length > 0))
        {
            screen.Line($"    {PlainText.Line(text)}");
        }
    }
}
