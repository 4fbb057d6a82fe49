using System.Text.Json;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli.Investigations;

/// <summary>What an investigation has come to, as somebody reads it at night: the cause, why, what to do, then the rest.</summary>
internal static class VerdictReport
{
    private const int MaxEvidence = 6;

    /// <param name="screen">Where to.</param>
    /// <param name="result">Answer of <c>GET /v1/investigation/{id}</c>.</param>
    public static void Show(Screen screen, JsonElement result)
    {
        screen.Line(PlainText.Line($"Investigation {result.Text("investigationId")}: {result.Text("status")}"
            + (result.Text("outcome") is { Length: > 0 } outcome ? $", {outcome}, revision {result.Text("revision")}" : "")));
        if (result.Text("summary") is { Length: > 0 } summary)
        {
            screen.Line(PlainText.Line(summary));
        }

        var evidence = result.Items("evidence").GroupBy(item => item.Text("evidenceId"))
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var cause in result.Items("causes"))
        {
            Cause(screen, cause, evidence);
        }

        Section(screen, "Next steps", result.Items("recommendedActions").Select(step => step.Shown()));
        Section(screen, "Ruled out", result.Items("ruledOut").Select(one => $"{one.Text("summary")} {one.Text("reason")}"));
        Section(screen, "Not seen", result.Items("coverage")
            .Where(row => row.Text("outcome") is not ("complete" or "not_applicable"))
            .Select(row => $"{row.Text("source")} ({row.Text("api")}): {row.Text("outcome")}. {row.Text("detail")} {row.Text("remedy")}"));
        if (result.Time("nextPassAt") is { Length: > 0 } next)
        {
            screen.Line();
            screen.Line(PlainText.Line($"Looks again at {next}: {result.Text("nextPassSources")}"));
        }
    }

    private static void Cause(Screen screen, JsonElement cause, IReadOnlyDictionary<string, JsonElement> evidence)
    {
        screen.Line();
        screen.Line(PlainText.Line(
            $"{cause.Text("rank")}. {cause.Percent("confidence")} {cause.Text("category").Replace('_', ' ')}: {cause.Text("summary")}"));
        screen.Line(PlainText.Line($"   {cause.Text("resource.kind")} {cause.Text("resource.id")}"));
        Evidence(screen, "for", cause.Items("supporting"), evidence);
        Evidence(screen, "against", cause.Items("refuting"), evidence);
    }

    private static void Evidence(
        Screen screen, string side, IEnumerable<JsonElement> ids, IReadOnlyDictionary<string, JsonElement> evidence)
    {
        var all = ids.Select(id => id.Shown()).ToList();
        foreach (var id in all.Take(MaxEvidence))
        {
            var said = evidence.TryGetValue(id, out var item) ? $"{item.Text("type"),-13} {item.Text("summary")}" : "";
            screen.Line(PlainText.Line($"   {side,-8} {id}  {said}"));
        }

        if (all.Count > MaxEvidence)
        {
            screen.Line($"   {side,-8} and {all.Count - MaxEvidence} more");
        }
    }

    private static void Section(Screen screen, string heading, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
        {
            return;
        }

        screen.Line();
        screen.Line(heading);
        foreach (var line in all)
        {
            screen.Line($"  {PlainText.Line(line).TrimEnd()}");
        }
    }
}
