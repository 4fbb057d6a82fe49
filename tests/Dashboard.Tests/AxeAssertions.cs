using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CauseFlow.Dashboard.Tests;

internal static class AxeAssertions
{
    private static readonly string[] Serious = ["serious", "critical"];

    public static Task ShouldBeAccessibleAsync(this Visitor visitor) => visitor.Page.ShouldBeAccessibleAsync();

    public static async Task ShouldBeAccessibleAsync(this IPage page)
    {
        // What passed is not listed: on a page of an incident those lists alone are larger than the page.
        var result = await page.RunAxe(new AxeRunOptions { ResultTypes = new HashSet<ResultType> { ResultType.Violations } });
        result.Violations.Where(violation => Serious.Contains(violation.Impact))
            .SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html} {Why(node)}"))
            .ShouldBeEmpty();
    }

    private static string Why(AxeResultNode node) =>
        string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message));
}
