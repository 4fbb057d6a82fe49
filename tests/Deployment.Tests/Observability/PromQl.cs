using System.Text.RegularExpressions;

namespace CauseFlow.Deployment.Tests.Observability;

/// <summary>The metrics and labels that a query names; promtool checks its grammar.</summary>
internal static partial class PromQl
{
    private static readonly string[] Words = ["and", "or", "unless", "bool", "offset", "ignoring", "on", "by", "without"];

    public static IReadOnlySet<string> Metrics(string query) => Names().Matches(Ranges().Replace(Grouping().Replace(
            Matchers().Replace(Strings().Replace(query, ""), " "), " "), " "))
        .Select(match => match.Value).Where(name => !Words.Contains(name)).ToHashSet();

    public static IReadOnlySet<string> Labels(string query) =>
        Grouping().Matches(query).SelectMany(group => group.Groups[1].Value.Split(',')).Select(label => label.Trim())
            .Concat(Matchers().Matches(query).SelectMany(matcher => Label().Matches(matcher.Value)).Select(label => label.Groups[1].Value))
            .ToHashSet();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Strings();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Matchers();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)")]
    private static partial Regex Label();

    [GeneratedRegex(@"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Ranges();

    /// <summary>Functions are followed by a parenthesis.</summary>
    [GeneratedRegex(@"(?<![\w:.])[a-zA-Z_:][\w:]*(?![\w:]*\s*\()")]
    private static partial Regex Names();
}
