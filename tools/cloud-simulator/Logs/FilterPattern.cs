using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Logs;

/// <summary>
/// A filter pattern for unstructured lines: terms that all must occur, "quoted phrases", -excluded terms, and ?terms of which
/// one must occur. Patterns for JSON and for columns are refused.
/// </summary>
internal sealed partial class FilterPattern
{
    private readonly List<string> all = [];
    private readonly List<string> any = [];
    private readonly List<string> none = [];

    public static FilterPattern Parse(string text)
    {
        if (text.TrimStart().StartsWith('{') || text.TrimStart().StartsWith('['))
        {
            throw new AwsException("InvalidParameterException", "Invalid filter pattern");
        }

        var pattern = new FilterPattern();
        foreach (Match match in Term().Matches(text))
        {
            var term = match.Groups[2].Success ? match.Groups[2].Value : match.Groups[3].Value;
            (match.Groups[1].Value switch
            {
                "-" => pattern.none,
                "?" => pattern.any,
                _ => pattern.all,
            }).Add(term);
        }

        return pattern;
    }

    public bool Matches(string line) =>
        all.TrueForAll(term => line.Contains(term, StringComparison.Ordinal))
        && !none.Exists(term => line.Contains(term, StringComparison.Ordinal))
        && (any.Count == 0 || any.Exists(term => line.Contains(term, StringComparison.Ordinal)));

    [GeneratedRegex("""([-?]?)(?:"([^"]*)"|(\S+))""")]
    private static partial Regex Term();
}
