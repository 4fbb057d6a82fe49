using System.Text.Json;

namespace CauseFlow.CaseGeneration.Tests;

/// <summary>A truth that its case contradicts would measure nothing.</summary>
public sealed class TruthTests
{
    private static readonly GeneratorOptions Options = new() { Seed = 31, Count = 114 };

    [Fact]
    public void Truth_CausesAndForbidden_AreInTheCase()
    {
        using var files = new CaseFiles(Options);
        foreach (var (item, folder) in files.Cases)
        {
            var changes = CaseFiles.List(folder, "changes.json").Select(change => Text(change, "id")).ToHashSet();
            var nodes = File.Exists(Path.Combine(folder, "topology.json"))
                ? CaseFiles.Json(folder, "topology.json").GetProperty("nodes").EnumerateArray().Select(node => Text(node, "id")).ToHashSet() : null;
            item.Truth.Causes.ShouldAllBe(cause => cause.ChangeId == null || changes.Contains(cause.ChangeId));
            item.Truth.Causes.ShouldAllBe(cause => nodes == null || nodes.Contains(cause.Resource));
            item.Truth.Causes.ShouldAllBe(cause => !item.Truth.Forbidden.Contains(cause.Resource) && !item.Truth.Forbidden.Contains(cause.ChangeId!));
        }
    }

    [Fact]
    public void Truth_GuiltyChange_PrecedesTheOnset()
    {
        using var files = new CaseFiles(Options);
        foreach (var (item, folder) in files.Cases.Where(one => one.Case.Truth.Onset is not null))
        {
            foreach (var cause in item.Truth.Causes.Where(cause => cause.ChangeId is not null))
            {
                var change = CaseFiles.List(folder, "changes.json").Single(change => Text(change, "id") == cause.ChangeId);
                change.GetProperty("ts").GetDateTimeOffset().ShouldBeLessThan(item.Truth.Onset!.Value);
            }
        }
    }

    [Fact]
    public void Case_TellsNothingOfItsTruth()
    {
        using var files = new CaseFiles(Options);
        foreach (var (item, folder) in files.Cases)
        {
            var text = string.Join('\n', Directory.EnumerateFiles(folder).Select(File.ReadAllText));
            if (item.Truth.Family.Contains('-'))
            {
                text.ShouldNotContain(item.Truth.Family);
            }

            text.ShouldNotContain("truth");
            if (item.Truth.Causes is [var cause])
            {
                text.ShouldNotContain(cause.Category);
            }
        }
    }

    [Fact]
    public void Case_AlarmOfAFault_HasCrossedItsThresholdSinceTheOnset()
    {
        using var files = new CaseFiles(Options);
        foreach (var (item, folder) in files.Cases.Where(one => one.Case.Truth.Onset is not null))
        {
            var incident = CaseFiles.Json(folder, "incident.json");
            var isUp = Text(incident, "direction") == "up";
            var threshold = incident.GetProperty("threshold").GetDouble();
            var rows = CaseFiles.Metrics(folder).Where(row => row.Resource == Text(incident, "resource") && row.Metric == Text(incident, "metric"))
                .ToList();
            var firedAt = incident.GetProperty("firedAt").GetDateTimeOffset();
            var onset = item.Truth.Onset!.Value;
            var now = rows.Where(row => row.Time > onset && row.Time <= firedAt).ToList();
            var context = $"{item.Id} {item.Truth.Family} {item.Truth.Provider} {item.Truth.Shape}";
            now.Count(row => isUp ? row.Value > threshold : row.Value < threshold).ShouldBeGreaterThan(0, context);
            var before = rows.Where(row => row.Time < onset.AddMinutes(-1)).ToList();
            before.Count(row => isUp ? row.Value > threshold : row.Value < threshold).ShouldBeLessThanOrEqualTo(before.Count / 10, context);
        }
    }

    [Fact]
    public void Case_TimesAreWithinItsWindowAndBaseline()
    {
        using var files = new CaseFiles(Options);
        foreach (var (_, folder) in files.Cases)
        {
            var incident = CaseFiles.Json(folder, "incident.json");
            var (start, end) = (incident.GetProperty("windowStart").GetDateTimeOffset(), incident.GetProperty("windowEnd").GetDateTimeOffset());
            CaseFiles.Metrics(folder).ShouldAllBe(row => row.Time <= end && row.Time >= start.AddMinutes(-66));
            CaseFiles.List(folder, "changes.json").ShouldAllBe(change => change.GetProperty("ts").GetDateTimeOffset() <= end);
            CaseFiles.List(folder, "state.json").ShouldAllBe(state => state.GetProperty("ts").GetDateTimeOffset() <= end);
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
