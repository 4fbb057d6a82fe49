using System.Text.RegularExpressions;

namespace CauseFlow.Dashboard.Tests;

/// <summary>What the policy of the page and the promise about tokens rest on.</summary>
public sealed partial class SourceTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "services", "dashboard");

    [Fact]
    public void Text_never_becomes_markup() => Matches(".razor", "MarkupString").Concat(Matches(".cs", "MarkupString")).ShouldBeEmpty();

    [Fact]
    public void No_script_stands_in_the_markup() =>
        Files(".razor").Where(file => InlineScript().IsMatch(File.ReadAllText(file))).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_put_into_the_browsers_storage() =>
        Matches(".js", "localStorage").Concat(Matches(".js", "sessionStorage")).Concat(Matches(".js", "indexedDB"))
            .Concat(Matches(".cs", "ProtectedBrowserStorage")).Concat(Matches(".cs", "ProtectedSessionStorage")).ShouldBeEmpty();

    private static IEnumerable<string> Matches(string ending, string text) =>
        Files(ending).Where(file => File.ReadAllText(file).Contains(text, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Files(string ending) =>
        Directory.EnumerateFiles(Folder, "*" + ending, SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Folder, file).StartsWith("obj", StringComparison.Ordinal)
                && !Path.GetRelativePath(Folder, file).StartsWith("bin", StringComparison.Ordinal));

    [GeneratedRegex("""<script(?![^>]*\bsrc=)|\son[a-z]+="(?!@)""", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();
}
