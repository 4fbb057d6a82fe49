using System.Globalization;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Aws;

namespace CauseFlow.CloudSimulation.Logs;

/// <summary>
/// Parses a real subset of the Logs Insights language: fields, filter (like, not like, =, !=, and, or), stats count(*)
/// by bin(), sort, limit. Everything else is a MalformedQueryException, never a silent guess.
/// </summary>
internal sealed partial class InsightsParser
{
    private static readonly HashSet<string> KnownFields =
        ["@timestamp", "@message", "@logStream", "@log", "@ptr", "@ingestionTime", "@requestId"];

    private readonly List<string> tokens;
    private int position;

    private InsightsParser(string text)
    {
        tokens = [];
        var at = 0;
        while (at < text.Length)
        {
            var match = Token().Match(text, at);
            if (!match.Success)
            {
                throw Malformed(text[at].ToString());
            }

            at += match.Length;
            if (!string.IsNullOrWhiteSpace(match.Value) && match.Value[0] != '#')
            {
                tokens.Add(match.Value);
            }
        }
    }

    /// <param name="text">The query.</param>
    /// <param name="isPlain">True: as a server that knows fields, sort and limit, and passes over every other command.</param>
    public static InsightsQuery Parse(string text, bool isPlain = false)
    {
        if (isPlain)
        {
            var known = text.Split('|').Where(part => part.TrimStart().Split(' ')[0] is "fields" or "sort" or "limit")
                .Where(part => !part.Contains("minute", StringComparison.Ordinal)).ToList();
            return Parse(known.Exists(part => part.Contains("fields", StringComparison.Ordinal))
                ? string.Join('|', known) : string.Join('|', known.Prepend("fields @ptr ")));
        }

        var parser = new InsightsParser(text);
        var query = new InsightsQuery(["@timestamp", "@message"], [], null, null, true, null);
        while (true)
        {
            query = parser.Command(query);
            if (parser.Peek is null)
            {
                return query;
            }

            parser.Expect("|");
        }
    }

    private string? Peek => position < tokens.Count ? tokens[position] : null;

    private InsightsQuery Command(InsightsQuery query)
    {
        var command = Next();
        return command.ToLowerInvariant() switch
        {
            "fields" or "display" => query with { Fields = FieldList() },
            "filter" => query with { Filters = [.. query.Filters, .. Conjunction()] },
            "stats" => query with { Stats = Stats() },
            "sort" => Sort(query),
            "limit" => query with { Limit = Number() },
            _ => throw Malformed(command),
        };
    }

    private List<string> FieldList()
    {
        var fields = new List<string> { KnownField() };
        while (Peek == ",")
        {
            position++;
            fields.Add(KnownField());
        }

        return fields;
    }

    /// <summary>"and" separates the filters, "or" binds more loosely and may not be mixed with it.</summary>
    private List<IReadOnlyList<InsightsFilter>> Conjunction()
    {
        var terms = new List<InsightsFilter> { Term() };
        string? connective = null;
        while (Peek?.ToLowerInvariant() is "and" or "or")
        {
            var next = Next().ToLowerInvariant();
            connective = connective is null || connective == next ? next : throw Malformed(next);
            terms.Add(Term());
        }

        return connective == "or" ? [terms] : [.. terms.Select(term => (IReadOnlyList<InsightsFilter>)[term])];
    }

    private InsightsFilter Term()
    {
        var field = KnownField();
        var word = Next().ToLowerInvariant();
        var negated = word is "not" or "!=";
        if (word == "not")
        {
            word = Next().ToLowerInvariant();
        }

        var test = word switch
        {
            "like" or "=~" => Pattern(Next()),
            "=" or "!=" => Literal(Next()) is var value ? text => text == value : throw Malformed(word),
            _ => throw Malformed(word),
        };
        return new InsightsFilter(field, text => test(text) != negated);
    }

    private static Func<string, bool> Pattern(string token)
    {
        if (token[0] != '/')
        {
            var part = Literal(token);
            return text => text.Contains(part, StringComparison.Ordinal);
        }

        try
        {
            var regex = new Regex(token[1..^1], RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return regex.IsMatch;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw Malformed(token);
        }
    }

    private static string Literal(string token) => token[0] is '"' or '\''
        ? Regex.Unescape(token[1..^1])
        : throw Malformed(token);

    private InsightsStats Stats()
    {
        Expect("count");
        Expect("(");
        if (Peek == "*")
        {
            position++;
        }

        Expect(")");
        var name = Alias() ?? "count(*)";
        if (Peek?.ToLowerInvariant() != "by")
        {
            return new InsightsStats(name, null, TimeSpan.Zero);
        }

        position++;
        var byLog = Peek == "@log";
        if (byLog)
        {
            position++;
            Expect(",");
        }

        Expect("bin");
        Expect("(");
        var width = Next();
        Expect(")");
        return new InsightsStats(name, Alias() ?? $"bin({width})", Width(width), byLog);
    }

    private string? Alias()
    {
        if (Peek?.ToLowerInvariant() != "as")
        {
            return null;
        }

        position++;
        return Name().IsMatch(Peek ?? "") ? Next() : throw Malformed(Peek ?? "");
    }

    private InsightsQuery Sort(InsightsQuery query)
    {
        var field = Next();
        if (field == "bin" && Peek == "(")
        {
            field = $"bin({tokens[position + 1]})";
            position += 3;
        }

        var known = query.Stats is { } stats
            ? field == stats.CountName || field == stats.BinName
            : KnownFields.Contains(field);
        if (!known)
        {
            throw Malformed(field);
        }

        // Ascending is the language's default direction.
        var descending = Peek?.ToLowerInvariant() is "asc" or "desc"
            && Next().Equals("desc", StringComparison.OrdinalIgnoreCase);
        return query with { SortField = field, SortDescending = descending };
    }

    private static TimeSpan Width(string token)
    {
        var match = Duration().Match(token);
        var amount = match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return (amount, match.Groups[2].Value) switch
        {
            (< 1 or > 86_400, _) => throw Malformed(token),
            (_, "s") => TimeSpan.FromSeconds(amount),
            (_, "m") => TimeSpan.FromMinutes(amount),
            (_, "h") => TimeSpan.FromHours(amount),
            _ => throw Malformed(token),
        };
    }

    private int Number() => int.TryParse(Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= 10_000
        ? number
        : throw Malformed(tokens[position - 1]);

    private string KnownField() => Next() is var field && KnownFields.Contains(field) ? field : throw Malformed(field);

    private void Expect(string token)
    {
        var found = Next();
        if (!found.Equals(token, StringComparison.OrdinalIgnoreCase))
        {
            throw Malformed(found);
        }
    }

    private string Next() => position < tokens.Count ? tokens[position++] : throw Malformed("<end of query>");

    private static AwsException Malformed(string token) => new(
        "MalformedQueryException", $"unexpected symbol found {token} at line 1 and position 1")
    {
        Details = new Dictionary<string, object>
        {
            ["queryCompileError"] = new { message = $"unexpected symbol found {token}" },
        },
    };

    [GeneratedRegex(
        """\G(?:\s+|\#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|/(?:[^/\\\n]|\\.)+/|[@\w.]+|!=|=~|[|,()=*])""")]
    private static partial Regex Token();

    [GeneratedRegex(@"\A[A-Za-z_]\w*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(\d+)([smh])\z")]
    private static partial Regex Duration();
}
