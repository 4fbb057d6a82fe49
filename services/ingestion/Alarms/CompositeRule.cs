using System.Text.RegularExpressions;
using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>
/// Which alarms a composite alarm fires for, by their ARNs. Those of another account or region are left out: CloudWatch
/// composes alarms of one account and region only.
/// </summary>
public static partial class CompositeRule
{
    /// <summary>CloudWatch's own bound.</summary>
    private const int MaxChildren = 100;
    private const int MatchTimeoutMilliseconds = 250;

    /// <summary>True for a composite alarm.</summary>
    public static bool IsComposite(AlarmFact alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return alarm.Provider == CloudProvider.Aws && (alarm.Rule is not null || alarm.Children is { Count: > 0 });
    }

    /// <summary>
    /// The alarms that made it change, in the order of the rule; where the message names none, all of
    /// <see cref="NamedBy"/>.
    /// </summary>
    public static IReadOnlyList<string> TriggeringOf(AlarmFact alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        var named = InRule(alarm);
        var triggering = (alarm.Children ?? []).Where(child => IsNeighbour(alarm, child))
            .Distinct(StringComparer.Ordinal).ToList();
        return triggering.Count == 0 ? named
            : [.. named.Where(triggering.Contains), .. triggering.Except(named, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Every alarm for whose ALARM it fires: those that made it change first, then the others of the rule. An alarm of
    /// which the rule wants that it is quiet (<c>AND NOT ALARM(deploying)</c>) is none of its causes.
    /// </summary>
    public static IReadOnlyList<string> NamedBy(AlarmFact alarm) =>
        [.. TriggeringOf(alarm).Union(InRule(alarm), StringComparer.Ordinal).Take(MaxChildren)];

    private static List<string> InRule(AlarmFact alarm)
    {
        try
        {
            return [.. Causes(alarm.Rule ?? "").Select(name => Arn(alarm, name)).OfType<string>()
                .Distinct(StringComparer.Ordinal).Take(MaxChildren)];
        }
        catch (RegexMatchTimeoutException)
        {
            return [];
        }
    }

    private static List<string> Causes(string rule)
    {
        var causes = new List<string>();
        var outer = new Stack<bool>();
        var (negated, isNot) = (false, false);
        foreach (Match token in Token().Matches(rule))
        {
            if (token.Groups["not"].Success)
            {
                isNot = !isNot;
                continue;
            }

            if (token.Groups["open"].Success)
            {
                outer.Push(negated);
                negated ^= isNot;
            }
            else if (token.Groups["close"].Success)
            {
                negated = outer.TryPop(out var before) && before;
            }
            else if (FiresFor(token, negated ^ isNot))
            {
                causes.AddRange(Name().Matches(token.Groups["names"].Value)
                    .Select(name => name.Groups["quoted"].Success ? name.Groups["quoted"].Value : name.Value.Trim()));
            }

            isNot = false;
        }

        return causes;
    }

    private static bool FiresFor(Match condition, bool negated)
    {
        var state = condition.Groups["state"].Value;
        negated ^= condition.Groups["notState"].Success;
        return negated ? state.Equals("OK", StringComparison.OrdinalIgnoreCase)
            : state.Equals("ALARM", StringComparison.OrdinalIgnoreCase);
    }

    private static string? Arn(AlarmFact alarm, string name)
    {
        // A rule names alarms by their ARNs or by their names; the composite's own ARN says where a name belongs.
        var arn = name.StartsWith("arn:", StringComparison.Ordinal) ? name
            : AlarmArn.TryParse(alarm.Id) is { } own ? own.Arn[..^own.Name.Length] + name : null;
        return arn is not null && IsNeighbour(alarm, arn) ? arn : null;
    }

    private static bool IsNeighbour(AlarmFact alarm, string arn) =>
        arn != alarm.Id && AlarmArn.TryParse(arn) is { } other
        && other.Account == alarm.Account && other.Region == alarm.Region;

    [GeneratedRegex(
        """\b(?<state>ALARM|OK|INSUFFICIENT_DATA)\s*\((?<names>\s*"[^"]*"\s*|[^()"]*)\)"""
        + """|\bAT_LEAST\s*\(\s*[0-9]+\s*%?\s*,\s*(?<notState>NOT\s+)?(?<state>ALARM|OK|INSUFFICIENT_DATA)"""
        + """\s*,\s*\((?<names>(?:"[^"]*"|[^()"])*)\)\s*\)|(?<not>\bNOT\b)|(?<open>\()|(?<close>\))""",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking,
        MatchTimeoutMilliseconds)]
    private static partial Regex Token();

    [GeneratedRegex(
        """(?:"(?<quoted>[^"]+)")|[^,"\s][^,"]*""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking,
        MatchTimeoutMilliseconds)]
    private static partial Regex Name();
}
