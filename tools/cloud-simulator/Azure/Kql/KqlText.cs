using System.Text;

namespace CauseFlow.CloudSimulation.Azure.Kql;

/// <summary>A piece of a query.</summary>
/// <param name="Kind">'w' word, 's' text in quotes, 'n' number, 'p' anything else.</param>
/// <param name="Text">Without quotes and escapes.</param>
internal readonly record struct KqlToken(char Kind, string Text);

/// <summary>Cuts a query into tokens.</summary>
internal static class KqlText
{
    private static readonly string[] Operators = ["==", "!=", "=~", "!~", ">=", "<=", "<", ">", "(", ")", "[", "]", ",", "|", ".", "=", "~", "*"];

    public static List<KqlToken> Tokens(string query)
    {
        var tokens = new List<KqlToken>();
        var at = 0;
        while (at < query.Length)
        {
            var c = query[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c is '\'' or '"')
            {
                tokens.Add(new KqlToken('s', Quoted(query, ref at)));
            }
            else if (char.IsLetter(c) || c == '_')
            {
                var start = at;
                while (at < query.Length && (char.IsLetterOrDigit(query[at]) || query[at] == '_'))
                {
                    at++;
                }

                tokens.Add(new KqlToken('w', query[start..at]));
            }
            else if (char.IsDigit(c))
            {
                var start = at;
                while (at < query.Length && (char.IsLetterOrDigit(query[at]) || query[at] is '.' or '-' or ':'))
                {
                    at++;
                }

                tokens.Add(new KqlToken('n', query[start..at]));
            }
            else
            {
                var found = Operators.FirstOrDefault(o => query.AsSpan(at).StartsWith(o, StringComparison.Ordinal)) ?? throw Syntax(query[at..]);
                tokens.Add(new KqlToken('p', found));
                at += found.Length;
            }
        }

        return tokens;
    }

    public static AzureException Syntax(string near) => new(400, "BadArgumentError", $"A syntax error near '{near[..Math.Min(20, near.Length)]}'")
    {
        Inner = ["SyntaxError", "SYN0002"],
    };

    private static string Quoted(string query, ref int at)
    {
        var quote = query[at++];
        var text = new StringBuilder();
        while (at < query.Length && query[at] != quote)
        {
            if (query[at] == '\\' && at + 1 < query.Length)
            {
                at++;
            }

            text.Append(query[at++]);
        }

        if (at++ >= query.Length)
        {
            throw Syntax("end of text");
        }

        return text.ToString();
    }
}
