using CauseFlow.Contracts;

namespace CauseFlow.Evaluation.Tests;

/// <summary>What becomes of the files of a case.</summary>
public sealed class CaseFolderTests : IDisposable
{
    private readonly TestCase _case = new();

    public void Dispose() => _case.Dispose();

    [Fact]
    public void ACase_IsReadAsCollectorsPublish()
    {
        var file = CaseFolder.Read(_case.Folder).File;

        file.Resources.Select(resource => resource.Id).ShouldBe(["front", "shop"]);
        var alarm = file.Metrics.Single(series => series.Role == MetricRole.Alarm);
        alarm.Resource.Id.ShouldBe("front", "an alias is the same resource");
        (alarm.PeriodSeconds, alarm.Points.Count).ShouldBe((60, 110));
        file.Logs.ShouldAllBe(pattern => pattern.Resource.Id == "shop");
        file.Logs.Count(pattern => pattern.Severity == LogSeverity.Error && pattern.BaselineCountsPerMinute.Sum() == 0).ShouldBe(1);
        file.Relations.Single().Type.ShouldBe(RelationType.RoutesTo);
        file.Changes.Select(change => change.Kind).Order().ShouldBe([ChangeKind.Deployment, ChangeKind.Configuration]);
        var state = file.States.Single();
        (state.Status, state.Attributes["exit.code"]).ShouldBe((ResourceStatus.Stopped, "137"));
        file.Alarms.Single().Comparison.ShouldBe("GreaterThanThreshold");
        file.AsOf.ShouldBe(file.Window.To);
    }

    [Fact]
    public void TheIncidentAlone_IsACase()
    {
        foreach (var path in Directory.GetFiles(_case.Folder).Where(path => !path.EndsWith("incident.json", StringComparison.Ordinal)))
        {
            File.Delete(path);
        }

        var file = CaseFolder.Read(_case.Folder).File;

        file.Coverage.ShouldAllBe(row => row.Outcome == CoverageOutcome.NotApplicable);
        _case.Judge().Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void GapsDuplicatesAndOddValues_AreMissingData()
    {
        _case.Write("metrics.csv", "\uFEFFvalue,ts,resource,metric,statistic,unit\r\n"
            + "NaN,2026-11-20T09:52:00Z,front,latency,Average,\r\n3,2026-11-20T09:50:00Z,front,latency,Average,Seconds\r\n"
            + ",2026-11-20T09:51:00Z,front,latency,Average,\r\n3,2026-11-20T09:50:00Z,front,latency,Average,Seconds\r\n"
            + "5,2026-11-20T09:53:00Z,front,latency,Average,\r\n7,2026-11-20T09:53:00Z,front,latency,Average,\r\n");

        var series = CaseFolder.Read(_case.Folder).File.Metrics.Single();

        series.Points.Select(point => point.Value).ShouldBe([3.0, null, null, 6.0]);
        series.Unit.ShouldBe("Seconds");
    }

    [Fact]
    public void AKindThatIsNotKnown_IsKept_AndACloudsTypeNameIsOurs()
    {
        _case.Write("topology.json", """
            {"nodes":[{"id":"a","kind":"AWS::Lambda::Function"},{"id":"b","kind":"some.odd.kind"},{"id":"c"},{"id":"d","kind":null,"aliases":null}],"edges":[]}
            """);

        CaseFolder.Read(_case.Folder).File.Resources.Where(resource => resource.Id.Length == 1).Select(resource => resource.Kind)
            .ShouldBe([ResourceKinds.LambdaFunction, "some.odd.kind", ResourceKinds.GenericService, ResourceKinds.GenericService]);
    }

    [Fact]
    public void TheClock_IsTheCasesOwn_UnlessOneIsGiven()
    {
        var now = new DateTimeOffset(2026, 11, 20, 11, 0, 0, TimeSpan.Zero);

        CaseFolder.Read(_case.Folder, now).File.AsOf.ShouldBe(now);
    }

    [Theory]
    [InlineData("metrics.csv", "2026-11-20T10:00:00Z,front", "soon,front", "metrics.csv, row 91: \"soon\" is no time")]
    [InlineData("metrics.csv", "ts,resource", "when,resource", "metrics.csv: has no column \"ts\"")]
    [InlineData("logs.jsonl", "{\"ts\":\"2026-11-20T09:00:20Z\",", "{\"ts\":\"soon\",", "logs.jsonl, row 2: \"ts\" is no time")]
    [InlineData("logs.jsonl", "\"resource\":\"shop\"", "\"place\":\"shop\"", "logs.jsonl, row 182: \"resource\" is missing")]
    [InlineData("logs.jsonl", "{\"ts\":\"2026-11-20T09:00:40Z\",", "{ts:", "logs.jsonl, row 3: is no JSON")]
    [InlineData("changes.json", "\"2026-11-19T09:00:00Z\"", "null", "changes.json, row 2: \"ts\" is no time")]
    [InlineData("changes.json", "[{", "{[", "changes.json, row 1: is no JSON here")]
    [InlineData("state.json", "\"resource\":\"shop\",", "", "state.json, row 1: \"resource\" is missing")]
    [InlineData("topology.json", "\"id\":\"shop\",", "", "topology.json nodes, row 2: \"id\" is missing")]
    [InlineData("incident.json", "\"firedAt\":\"2026-11-20T10:05:00Z\"", "\"firedAt\":\"noon\"", "incident.json: \"firedAt\" is no time")]
    [InlineData("incident.json", "\"windowEnd\":\"2026-11-20T10:20:00Z\"", "\"windowEnd\":\"2026-11-20T09:20:00Z\"", "\"windowEnd\" is not after")]
    public void WhatCannotBeUnderstood_IsRefusedWithFileAndRow(string file, string from, string to, string says)
    {
        _case.Change(file, text =>
        {
            var at = text.IndexOf(from, StringComparison.Ordinal);
            at.ShouldBeGreaterThanOrEqualTo(0);
            return text[..at] + to + text[(at + from.Length)..];
        });

        Should.Throw<BadInputException>(() => _case.Judge()).Message.ShouldContain(says);
    }

    [Fact]
    public void WithoutAnIncident_ThereIsNoCase()
    {
        File.Delete(_case.Path("incident.json"));

        Should.Throw<BadInputException>(() => _case.Judge()).Message.ShouldBe("incident.json: is missing.");
    }
}
