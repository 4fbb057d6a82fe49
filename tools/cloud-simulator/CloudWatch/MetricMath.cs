using System.Globalization;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.CloudWatch;

/// <summary>
/// The arithmetic of metric math: + - * / and parentheses over numbers and the ids of other queries. Functions are refused
/// in the words with which AWS refuses those that do not exist.
/// </summary>
internal sealed partial class MetricMath
{
    private readonly List<string> tokens;
    private int position;

    private MetricMath(string text)
    {
        tokens = [.. Token().Matches(text).Select(match => match.Value)];
        if (string.Concat(tokens) != Blank().Replace(text, ""))
        {
            throw Invalid("it has symbols that are not allowed");
        }
    }

    /// <summary>Ids that the expression reads.</summary>
    public HashSet<string> Ids { get; } = [];

    /// <summary>The value of a time, or null where an input has none or a divisor is zero.</summary>
    public Func<Func<string, double?>, double?> Value { get; private set; } = _ => null;

    public static MetricMath Parse(string text)
    {
        var math = new MetricMath(text);
        math.Value = math.Sum();
        return math.position == math.tokens.Count ? math : throw Invalid($"unexpected {math.tokens[math.position]}");
    }

    private Func<Func<string, double?>, double?> Sum()
    {
        var left = Product();
        while (position < tokens.Count && tokens[position] is "+" or "-")
        {
            var sign = tokens[position++] == "+" ? 1 : -1;
            var (first, second) = (left, Product());
            left = read => first(read) + (sign * second(read));
        }

        return left;
    }

    private Func<Func<string, double?>, double?> Product()
    {
        var left = Factor();
        while (position < tokens.Count && tokens[position] is "*" or "/")
        {
            var divides = tokens[position++] == "/";
            var (first, second) = (left, Factor());
            left = divides
                ? read => second(read) is { } divisor and not 0 ? first(read) / divisor : null
                : read => first(read) * second(read);
        }

        return left;
    }

    private Func<Func<string, double?>, double?> Factor()
    {
        var token = position < tokens.Count ? tokens[position++] : throw Invalid("it ends too early");
        if (token == "(")
        {
            var inner = Sum();
            return position < tokens.Count && tokens[position++] == ")" ? inner : throw Invalid("a parenthesis is open");
        }

        if (double.TryParse(token, CultureInfo.InvariantCulture, out var number))
        {
            return _ => number;
        }

        if (position < tokens.Count && tokens[position] == "(")
        {
            throw Invalid($"unknown function {token}");
        }

        if (!char.IsAsciiLetterLower(token[0]))
        {
            throw Invalid($"unexpected {token}");
        }

        Ids.Add(token);
        return read => read(token);
    }

    private static AwsException Invalid(string why) =>
        CloudWatchErrors.Validation($"Error in expression: {why}.");

    [GeneratedRegex(@"[A-Za-z]\w*|\d+(?:\.\d+)?|[-+*/()]")]
    private static partial Regex Token();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
