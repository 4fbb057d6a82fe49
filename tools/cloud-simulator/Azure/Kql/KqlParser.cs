using System.Globalization;

namespace CauseFlow.CloudSimulation.Azure.Kql;

/// <summary>
/// The part of KQL that clients here use: <c>where</c> with <c>and</c>, <c>or</c>, <c>not()</c> and comparisons, <c>project</c>,
/// <c>extend</c>, <c>order by</c>, <c>take</c>, and <c>union</c> over tables in parentheses. Anything else is a syntax error.
/// </summary>
internal sealed class KqlParser(List<KqlToken> tokens)
{
    private int at;

    public bool AtEnd => at >= tokens.Count;

    public bool Take(string text)
    {
        if (AtEnd || tokens[at].Kind == 's' || !tokens[at].Text.Equals(text, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        at++;
        return true;
    }

    public void Expect(string text)
    {
        if (!Take(text))
        {
            throw KqlText.Syntax(AtEnd ? "end of text" : tokens[at].Text);
        }
    }

    public string Word() => !AtEnd && tokens[at].Kind == 'w' ? tokens[at++].Text : throw KqlText.Syntax(AtEnd ? "end of text" : tokens[at].Text);

    public int Number() => !AtEnd && tokens[at].Kind == 'n' && int.TryParse(tokens[at].Text, out var number)
        ? Next(number) : throw KqlText.Syntax(AtEnd ? "end of text" : tokens[at].Text);

    /// <summary>Everything up to the next bar on this level, or to the parenthesis that closes it.</summary>
    public List<KqlToken> Rest()
    {
        var start = at;
        var depth = 0;
        while (!AtEnd && !(depth == 0 && tokens[at] is { Kind: 'p', Text: "|" or ")" }))
        {
            depth += tokens[at] switch { { Kind: 'p', Text: "(" } => 1, { Kind: 'p', Text: ")" } => -1, _ => 0 };
            at++;
        }

        return tokens[start..at];
    }

    public Func<KqlRow, bool> Condition()
    {
        var left = Conjunction();
        while (Take("or"))
        {
            var (first, second) = (left, Conjunction());
            left = row => first(row) || second(row);
        }

        return left;
    }

    private Func<KqlRow, bool> Conjunction()
    {
        var left = Comparison();
        while (Take("and"))
        {
            var (first, second) = (left, Comparison());
            left = row => first(row) && second(row);
        }

        return left;
    }

    private Func<KqlRow, bool> Comparison()
    {
        if (Take("("))
        {
            var inner = Condition();
            Expect(")");
            return inner;
        }

        if (Take("not"))
        {
            Expect("(");
            var inner = Condition();
            Expect(")");
            return row => !inner(row);
        }

        var path = Path();
        if (Take("in"))
        {
            Expect("~");
            return In(path);
        }

        foreach (var (name, test) in Tests)
        {
            if (Take(name))
            {
                var value = Literal();
                return row => test(row.TextAt(path), value);
            }
        }

        throw KqlText.Syntax(AtEnd ? "end of text" : tokens[at].Text);
    }

    private static readonly (string, Func<string, string, bool>)[] Tests =
    [
        ("==", (a, b) => a == b), ("=~", (a, b) => a.Equals(b, StringComparison.OrdinalIgnoreCase)),
        ("contains", (a, b) => a.Contains(b, StringComparison.OrdinalIgnoreCase)),
        ("startswith", (a, b) => a.StartsWith(b, StringComparison.OrdinalIgnoreCase)),
        (">=", (a, b) => Time(a) >= Time(b)), ("<", (a, b) => Time(a) < Time(b)),
    ];

    private Func<KqlRow, bool> In(IReadOnlyList<string> path)
    {
        Expect("(");
        var values = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        do
        {
            values.Add(Literal());
        }
        while (Take(","));

        Expect(")");
        return row => values.Contains(row.TextAt(path));
    }

    private List<string> Path()
    {
        if ((Take("tostring") || Take("tolower")) && Take("("))
        {
            var inner = Path();
            Expect(")");
            return inner;
        }

        var path = new List<string> { Word() };
        while (true)
        {
            if (Take("."))
            {
                path.Add(Word());
            }
            else if (Take("["))
            {
                path.Add(Literal());
                Expect("]");
            }
            else
            {
                return path;
            }
        }
    }

    private string Literal()
    {
        if (Take("datetime"))
        {
            Expect("(");
            var text = string.Concat(RestOfParentheses());
            Expect(")");
            return text;
        }

        return !AtEnd && tokens[at].Kind is 's' or 'n' ? tokens[at++].Text : throw KqlText.Syntax(AtEnd ? "end of text" : tokens[at].Text);
    }

    private IEnumerable<string> RestOfParentheses()
    {
        while (!AtEnd && tokens[at] is not { Kind: 'p', Text: ")" })
        {
            yield return tokens[at++].Text;
        }
    }

    private T Next<T>(T value)
    {
        at++;
        return value;
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
