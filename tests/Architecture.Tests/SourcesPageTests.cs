namespace CauseFlow.Architecture.Tests;

public sealed class SourcesPageTests
{
    /// <summary>Run with CAUSEFLOW_APPROVE=1 to write the page.</summary>
    [Fact]
    public void Page_of_sources_is_what_the_plans_allow()
    {
        var file = Path.Combine(Repository.Clone.Root, "docs", "sources.md");
        var text = SourcesPage.Write();
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_APPROVE") == "1")
        {
            File.WriteAllText(file, text);
        }

        File.ReadAllText(file).ShouldBe(text);
    }

    [Fact]
    public void Every_source_says_what_it_reads() =>
        SourcesPage.Write().Split('\n').Where(line => line.Contains("|  |", StringComparison.Ordinal)).ShouldBeEmpty();
}
