using System.Text.RegularExpressions;

namespace CauseFlow.Collection.Patterns;

/// <summary>Replaces what differs from line to line in any log: ids, times, addresses, numbers.</summary>
internal static partial class GenericMasks
{
    public const string Wildcard = "<*>";
    private const int MatchTimeoutMilliseconds = 250;

    public static string Apply(string line)
    {
        try
        {
            var masked = Variable().Replace(line, Name);
            masked = NestedGroup().Replace(masked, Wildcard);
            return masked;
        }
        catch (RegexMatchTimeoutException)
        {
            return Wildcard;
        }
    }

    private static string Name(Match match)
    {
        for (var i = 1; i < match.Groups.Count; i++)
        {
            if (match.Groups[i].Success)
            {
                return $"<{match.Groups[i].Name}>";
            }
        }

        return Wildcard;
    }

    // A word that is letters only is never hex: "deadbeef" must have a digit in it, "facade" stays.
    [GeneratedRegex(
        """
        (?<![\w<])(?:
        (?<uuid>[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})
        |(?<time>\d{4}[-/]\d\d[-/]\d\d[T\ ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?|\d{4}-\d\d-\d\d)
        |(?<ip>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d{1,5})?|[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){4,7})
        |(?<hex>0[xX][0-9a-fA-F]{1,64}|(?=[a-fA-F]{0,63}\d)(?=\d{0,63}[a-fA-F])[0-9a-fA-F]{8,64})
        |(?<duration>\d{1,18}(?:\.\d{1,9})?\ ?(?:ms|us|µs|ns|s|sec|secs|seconds|second|min|minutes|h|hours))
        |(?<num>[+-]?\d{1,30}(?:[.,]\d{1,30}){0,8}(?:%|[KMGT]i?B)?)
        )(?![\w])
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant,
        MatchTimeoutMilliseconds)]
    private static partial Regex Variable();

    // Innermost groups that hold values rather than words; measured to lift grouping accuracy on real services.
    [GeneratedRegex(
        """\([^()\[\]{}]{0,256}[=,:\d<][^()\[\]{}]{0,256}\)|(?<!\[redacted)\[(?!redacted:)[^()\[\]{}]{0,256}[=,:\d<][^()\[\]{}]{0,256}\]|\{[^()\[\]{}]{0,256}[=,:\d<][^()\[\]{}]{0,256}\}""",
        RegexOptions.CultureInvariant, MatchTimeoutMilliseconds)]
    private static partial Regex NestedGroup();
}
