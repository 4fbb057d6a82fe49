using System.Text.RegularExpressions;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>The rule of a composite alarm: <c>ALARM("a") AND NOT OK(arn:aws:cloudwatch:…:alarm:b)</c>.</summary>
internal static partial class AlarmRule
{
    private const int MaxRuleLength = 10_240;
    private const int MatchTimeoutMilliseconds = 250;

    /// <summary>Names of the alarms that the rule speaks of, in its order, each once; ARNs count by their name.</summary>
    public static IReadOnlyList<string> NamesIn(string? rule)
    {
        if (rule is null or { Length: > MaxRuleLength })
        {
            return [];
        }

        try
        {
            return [.. Condition().Matches(rule)
                .Select(match => match.Groups["quoted"] is { Success: true } quoted
                    ? quoted.Value : match.Groups["plain"].Value.Trim())
                .Select(name => AlarmArn.Parse(name)?.Name ?? name)
                .Where(name => name.Length is > 0 and <= 255)
                .Distinct(StringComparer.Ordinal)];
        }
        catch (RegexMatchTimeoutException)
        {
            return [];
        }
    }

    [GeneratedRegex(
        """\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"(?<quoted>[^"]+)"|(?<plain>[^()"]+))\s*\)""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking, MatchTimeoutMilliseconds)]
    private static partial Regex Condition();
}
