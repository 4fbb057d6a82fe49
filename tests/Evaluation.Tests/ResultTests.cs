using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Evaluation.Results;
using CauseFlow.Evaluation.Scoring;

namespace CauseFlow.Evaluation.Tests;

/// <summary>What is written of a verdict.</summary>
public sealed class ResultTests : IDisposable
{
    private readonly TestCase _case = new();

    public void Dispose() => _case.Dispose();

    [Fact]
    public void EveryPointer_PointsAtSomethingOfItsResource()
    {
        var result = CaseResult.Parse(_case.Judge(), "result.json");
        var check = new PointerCheck(_case.Folder);

        result.Causes.ShouldNotBeEmpty();
        result.Pointers.ShouldNotBeEmpty();
        check.Dangling(result).ShouldBeEmpty();
        foreach (var pointer in result.Pointers.Where(pointer => pointer.File is "metrics.csv" or "logs.jsonl"))
        {
            check.TextOf(pointer).ShouldNotBeNull().ShouldMatch("front|shop");
        }
    }

    [Fact]
    public void TheRowOfASeries_IsItsTellingPoint()
    {
        var input = CaseEvaluation.Read(_case.Folder);
        var latency = input.File.Metrics.Single(series => series.Role == MetricRole.Alarm);
        var pointer = input.Sources.Of(latency.EvidenceId, input.File.Window).Single();

        var row = new PointerCheck(_case.Folder).TextOf(pointer).ShouldNotBeNull().Split(',');

        row[1].ShouldBe("front-lb");
        row[0].CompareTo("2026-11-20T10:00:00Z").ShouldBeGreaterThanOrEqualTo(0, "the incident's points are what is telling");
    }

    [Fact]
    public void AChangeThatIsBlamed_IsNamedByItsOwnId()
    {
        var result = CaseResult.Parse(_case.Judge(), "result.json");

        result.Causes.Select(cause => cause.ChangeId).OfType<string>().ShouldAllBe(id => id == "chg-1");
    }

    [Fact]
    public void TheSameCase_GivesTheSameBytes() => _case.Judge().ShouldBe(_case.Judge());

    [Fact]
    public void TheOrderAndTheRepetitionOfRows_DoNotMatter()
    {
        var before = WithoutRows(_case.Judge());
        var random = new Random(5);
        _case.Change("metrics.csv", text => Shuffled(text, header: 1, random));
        _case.Change("logs.jsonl", text => Shuffled(text, header: 0, random));
        _case.Change("changes.json", text => new JsonArray([.. JsonNode.Parse(text)!.AsArray().Reverse().Select(item => item!.DeepClone())]).ToJsonString());

        WithoutRows(_case.Judge()).ShouldBe(before);

        _case.Change("metrics.csv", text => text + text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        _case.Change("changes.json", text => new JsonArray([.. JsonNode.Parse(text)!.AsArray().Concat(JsonNode.Parse(text)!.AsArray()).Select(item => item!.DeepClone())]).ToJsonString());

        WithoutRows(_case.Judge()).ShouldBe(before);
    }

    [Fact]
    public void LineEndsAndAByteOrderMark_DoNotMatter()
    {
        var before = _case.Judge();
        foreach (var file in new[] { "metrics.csv", "logs.jsonl", "changes.json", "incident.json", "topology.json", "state.json" })
        {
            _case.Change(file, text => "\uFEFF" + text.ReplaceLineEndings("\r\n"));
        }

        _case.Judge().ShouldBe(before);
    }

    [Fact]
    public void AnExportedCase_GivesTheSameVerdict_WithIdsForPointers()
    {
        var input = CaseEvaluation.Read(_case.Folder);
        var export = new CaseExport { FormatVersion = 1, Case = input.File, Verdict = Diagnosis.Diagnosis.Diagnose(input.File) };
        _case.Write("export.json", JsonSerializer.Serialize(export, ContractJson.Options));

        var result = CaseResult.Parse(CaseEvaluation.Run(_case.Path("export.json")), "result.json");

        var folder = CaseResult.Parse(_case.Judge(), "result.json");
        result.Verdict.ShouldBe(folder.Verdict);
        result.Causes.Select(cause => (cause.Resource, cause.Confidence)).ShouldBe(folder.Causes.Select(cause => (cause.Resource, cause.Confidence)));
        result.Pointers.ShouldAllBe(pointer => pointer.File == "export.json" && pointer.Row == null && _case.Read("export.json").Contains(pointer.Id!, StringComparison.Ordinal));
    }

    [Fact]
    public void ASecretInALogLine_IsNotInTheResult()
    {
        _case.Change("logs.jsonl", text => text.Replace("failed", "failed with password=hunter2hunter2", StringComparison.Ordinal));

        Encoding.UTF8.GetString(_case.Judge()).ShouldNotContain("hunter2");
    }

    private static string Shuffled(string text, int header, Random random)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(lines.Take(header).Concat(lines.Skip(header).OrderBy(_ => random.Next())).Select(line => line + "\n"));
    }

    /// <summary>The rows themselves have moved.</summary>
    private static string WithoutRows(byte[] json)
    {
        var root = JsonNode.Parse(json)!;
        Strip(root);
        return root.ToJsonString();
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            members.Remove("row");
            foreach (var member in members)
            {
                Strip(member.Value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Strip(item);
            }
        }
    }
}
