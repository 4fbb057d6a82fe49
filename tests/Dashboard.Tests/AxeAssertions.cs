using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace CauseFlow.Dashboard.Tests;

internal static class AxeAssertions
{
    private static readonly string[] Serious = ["serious", "critical"];

    public static async Task ShouldBeAccessibleAsync(this Visitor visitor)
    {
        var result = await visitor.Page.RunAxe();
        result.Violations.Where(violation => Serious.Contains(violation.Impact))
            .SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html} {Why(node)}"))
            .ShouldBeEmpty();
    }

    private static string Why(AxeResultNode node) =>
        string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message));
}
