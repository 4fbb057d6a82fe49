using System.Text.RegularExpressions;

namespace CauseFlow.Architecture.Tests;

/// <summary>Pages for people say what is there: links lead somewhere, and each attack's test exists.</summary>
public sealed partial class DocsTests
{
    public static TheoryData<string> Pages => [.. Repository.Clone.Files("*.md").Where(page => !page.StartsWith("tests/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_of_a_page_lead_to_files_and_headings_that_exist(string page)
    {
        var folder = Path.GetDirectoryName(page)!;
        foreach (Match link in Link().Matches(Prose(page)))
        {
            var (path, heading) = link.Groups[1].Value.Split('#', 2) is [var file, var anchor] ? (file, anchor) : (link.Groups[1].Value, null);
            var target = path.Length == 0 ? page : Path.GetRelativePath(".", Path.Combine(folder, path)).Replace('\\', '/');
            var whole = Path.Combine(Repository.Clone.Root, target);
            (File.Exists(whole) || Directory.Exists(whole)).ShouldBeTrue($"{page} links to {path}");
            if (heading is not null && File.Exists(whole))
            {
                Headings(target).ShouldContain(heading, $"{page} links to {link.Groups[1].Value}");
            }
        }
    }

    [Fact]
    public void Each_attack_of_the_security_page_names_tests_that_exist()
    {
        var classes = Repository.Clone.Files("*Tests.cs", "tests").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var named = TestName().Matches(Repository.Clone.Read("docs/security.md")).Select(match => match.Groups[1].Value).ToList();
        named.Count.ShouldBeGreaterThan(20);
        named.Where(name => !classes.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_page_is_reached_from_the_README()
    {
        var reached = Link().Matches(Prose("README.md")).Select(link => link.Groups[1].Value.Split('#')[0]).ToHashSet();
        Repository.Clone.Files("*.md", "docs").Where(page => !page.StartsWith("docs/adr/", StringComparison.Ordinal))
            .Where(page => !reached.Contains(page)).ShouldBeEmpty();
    }

    private static string Prose(string page) => Fence().Replace(Repository.Clone.Read(page), "");

    private static List<string> Headings(string page) =>
        [.. Heading().Matches(Prose(page)).Select(match => NotInAnchor().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\((?!https?:|mailto:)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([A-Za-z]+Tests)`")]
    private static partial Regex TestName();

    [GeneratedRegex("(?ms)^```.*?^```")]
    private static partial Regex Fence();

    [GeneratedRegex("(?m)^#+ (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInAnchor();
}
