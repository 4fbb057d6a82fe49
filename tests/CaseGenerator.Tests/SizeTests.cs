namespace CauseFlow.CaseGeneration.Tests;

/// <summary>Sizes are what their names promise.</summary>
public sealed class SizeTests
{
    [Theory]
    [InlineData("tiny", 100_000)]
    [InlineData("small", 400_000)]
    public void SmallOnes_AreSmall(string size, long most)
    {
        using var files = new CaseFiles(new GeneratorOptions { Seed = 3, Count = 38, Size = CaseSize.Named(size) });

        var bytes = files.Cases.Select(one => Directory.EnumerateFiles(one.Folder).Sum(file => new FileInfo(file).Length)).ToList();

        bytes.Max().ShouldBeLessThan(most);
        files.Cases.ShouldAllBe(one => CaseFiles.Metrics(one.Folder).Count > 60);
    }

    [Fact]
    public void Large_HasTheProtocolsSizes()
    {
        using var files = new CaseFiles(new GeneratorOptions { Seed = 3, Count = 1, Size = CaseSize.Large });

        var folder = files.Cases[0].Folder;
        var series = CaseFiles.Metrics(folder).GroupBy(row => (row.Resource, row.Metric, row.Statistic)).ToList();
        series.Count.ShouldBeGreaterThanOrEqualTo(250);
        series.Max(one => one.Count()).ShouldBeGreaterThan(1_400);
        File.ReadLines(Path.Combine(folder, "logs.jsonl")).Count().ShouldBeInRange(80_000, 150_000);
    }
}
