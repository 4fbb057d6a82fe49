using CauseFlow.Collection.Probes;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

public sealed class ProbeSummaryTests
{
    [Fact]
    public void Rows_are_put_together_only_where_their_remedy_is_the_same()
    {
        var rows = ProbeSummary.Of(
            [Row("read", "one", "assign at one"), Row("read", "two", "assign at two"), Row("list", "one", "assign"), Row("list", "two", "assign")], 2);

        rows.Select(row => (row.Permission, row.Region, row.Remedy)).ShouldBe(
            [("list", null, "assign"), ("read", "one", "assign at one"), ("read", "two", "assign at two")], ignoreOrder: true);
    }

    [Fact]
    public void The_bound_leaves_out_no_permission_whole()
    {
        var rows = ProbeSummary.Of(
            [.. Enumerable.Range(0, 400).Select(i => Row("aaa", $"{i}", $"assign at {i}")), Row("zzz", "1", "assign", PermissionOutcome.Unknown)], 400);

        rows.Count.ShouldBe(300);
        rows.ShouldContain(row => row.Permission == "zzz");
    }

    private static PermissionResult Row(
        string permission, string region, string remedy, PermissionOutcome outcome = PermissionOutcome.Missing) => new()
    {
        Permission = permission, Mandatory = true, Region = region, Outcome = outcome, Remedy = remedy,
    };
}
