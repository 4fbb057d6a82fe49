using System.Text;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>
/// The part of Google's filter language that monitoring and logging clients use: comparisons (=, !=, &gt;, &gt;=, &lt;, &lt;=, :)
/// of a field with a word or a quoted text, AND, OR, NOT, parentheses. Anything else is refused as Google does.
/// </summary>
internal sealed class LogFilter
{
    private static readonly string[] Severities =
        ["DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY"];

    private readonly List<Token> tokens;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Func<Func<string, string?>, bool> root;
    private int at;

    private LogFilter(string text)
    {
        if (text.Length > 20_000)
        {
            throw GoogleErrors.Invalid("The filter is too long; it may have at most 20000 characters.");
        }

        tokens = Read(text);
        root = tokens.Count == 0 ? _ => true : Any();
        if (at < tokens.Count)
        {
            throw Unparseable(tokens[at].Text);
        }
    }

    private sealed record Token(string Text, bool IsQuoted);

    public static LogFilter Parse(string text) => new(text);

    public bool Matches(Func<string, string?> field) => root(field);

    /// <summary>Whether the filter restricts a field.</summary>
    public bool Names(string field) => names.Contains(field);

    private Func<Func<string, string?>, bool> Any()
    {
        var left = All();
        while (Take("OR"))
        {
            var (first, second) = (left, All());
            left = field => first(field) || second(field);
        }

        return left;
    }

    private Func<Func<string, string?>, bool> All()
    {
        var left = One();
        while (Take("AND") || (at < tokens.Count && !Is("OR") && !Is(")")))
        {
            var (first, second) = (left, One());
            left = field => first(field) && second(field);
        }

        return left;
    }

    private Func<Func<string, string?>, bool> One()
    {
        if (Take("NOT") || Take("-"))
        {
            var inner = One();
            return field => !inner(field);
        }

        if (Take("("))
        {
            var inner = Any();
            return Take(")") ? inner : throw Unparseable(")");
        }

        return Comparison();
    }

    private Func<Func<string, string?>, bool> Comparison()
    {
        var name = Next();
        var operation = Next();
        if (name.IsQuoted || operation.IsQuoted || operation.Text is not ("=" or "!=" or ">" or ">=" or "<" or "<=" or ":"))
        {
            throw Unparseable(operation.Text);
        }

        names.Add(name.Text);
        if (Take("("))
        {
            var values = new List<string> { Next().Text };
            while (Take("OR"))
            {
                values.Add(Next().Text);
            }

            return Take(")") ? field => values.Exists(value => Compare(name.Text, operation.Text, field(name.Text), value)) : throw Unparseable(")");
        }

        var wanted = Next().Text;
        return field => Compare(name.Text, operation.Text, field(name.Text), wanted);
    }

    private static bool Compare(string name, string operation, string? value, string wanted)
    {
        if (operation == ":")
        {
            return value?.Contains(wanted, StringComparison.OrdinalIgnoreCase) == true;
        }

        if (operation is "=" or "!=")
        {
            return (value == wanted) == (operation == "=");
        }

        if (value is null)
        {
            return false;
        }

        var order = name switch
        {
            "severity" => Array.IndexOf(Severities, value).CompareTo(Array.IndexOf(Severities, wanted)),
            "timestamp" => GoogleTime.Read(value)!.Value.CompareTo(GoogleTime.Read(wanted) ?? throw Unparseable(wanted)),
            _ => string.CompareOrdinal(value, wanted),
        };
        return operation switch { ">" => order > 0, ">=" => order >= 0, "<" => order < 0, _ => order <= 0 };
    }

    private Token Next() => at < tokens.Count ? tokens[at++] : throw Unparseable("end of filter");

    private bool Is(string text) => at < tokens.Count && !tokens[at].IsQuoted && tokens[at].Text == text;

    private bool Take(string text)
    {
        if (!Is(text))
        {
            return false;
        }

        at++;
        return true;
    }

    private static List<Token> Read(string text)
    {
        var found = new List<Token>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
            }
            else if (text[i] == '"')
            {
                found.Add(new Token(Quoted(text, ref i), true));
            }
            else if (text[i] is '(' or ')' or ':' or '=')
            {
                found.Add(new Token(text[i++].ToString(), false));
            }
            else if (text[i] is '>' or '<' or '!')
            {
                var length = i + 1 < text.Length && text[i + 1] == '=' ? 2 : 1;
                found.Add(new Token(text.Substring(i, length), false));
                i += length;
            }
            else if (text[i] == '-' && (i == 0 || text[i - 1] is ' ' or '('))
            {
                found.Add(new Token("-", false));
                i++;
            }
            else
            {
                var start = i;
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('(' or ')' or ':' or '=' or '>' or '<' or '!' or '"'))
                {
                    i++;
                }

                found.Add(new Token(text[start..i], false));
            }
        }

        return found;
    }

    private static string Quoted(string text, ref int i)
    {
        var value = new StringBuilder();
        for (i++; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }

            value.Append(text[i]);
        }

        return i++ < text.Length ? value.ToString() : throw Unparseable("unterminated string");
    }

    private static GoogleException Unparseable(string near) => GoogleErrors.Invalid($"Unparseable filter: syntax error near '{near}'.");
}
