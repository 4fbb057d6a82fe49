namespace CauseFlow.CloudSimulation.Azure.Kql;

/// <summary>A query: its tables and what is done to their rows.</summary>
internal sealed class KqlQuery
{
    private readonly List<Func<IEnumerable<KqlRow>, IEnumerable<KqlRow>>> steps = [];

    /// <summary>Tables in the order of the query.</summary>
    public List<string> Tables { get; } = [];

    /// <summary>Columns of the last project; null for all.</summary>
    public IReadOnlyList<string>? Columns { get; private set; }

    /// <summary>True where tables that do not exist are passed over.</summary>
    public bool IsFuzzy { get; private set; }

    public IEnumerable<KqlRow> Run(IEnumerable<KqlRow> rows) => steps.Aggregate(rows, (current, step) => step(current));

    public static KqlQuery Parse(string text)
    {
        var query = new KqlQuery();
        var parser = new KqlParser(KqlText.Tokens(text));
        if (parser.Take("union"))
        {
            query.ReadUnion(parser);
        }
        else
        {
            query.Tables.Add(parser.Word());
        }

        while (parser.Take("|"))
        {
            query.ReadStep(parser);
        }

        return parser.AtEnd ? query : throw KqlText.Syntax("after the last step");
    }

    private void ReadUnion(KqlParser parser)
    {
        if (parser.Take("isfuzzy"))
        {
            parser.Expect("=");
            IsFuzzy = parser.Take("true");
        }

        do
        {
            if (parser.Take("("))
            {
                // What a table's columns are called in the union is the simulator's own matter.
                Tables.Add(parser.Word());
                while (parser.Take("|"))
                {
                    parser.Rest();
                }

                parser.Expect(")");
            }
            else
            {
                Tables.Add(parser.Word());
            }
        }
        while (parser.Take(","));
    }

    private void ReadStep(KqlParser parser)
    {
        if (parser.Take("where"))
        {
            var condition = parser.Condition();
            steps.Add(rows => rows.Where(condition));
        }
        else if (parser.Take("project"))
        {
            Columns = [.. parser.Rest().Where(token => token.Kind == 'w').Select(token => token.Text)];
        }
        else if (parser.Take("take") || parser.Take("limit"))
        {
            var count = parser.Number();
            steps.Add(rows => rows.Take(count));
        }
        else if (parser.Take("order"))
        {
            parser.Expect("by");
            var column = parser.Word();
            var descending = !parser.Take("asc") && (parser.Take("desc") || true);
            steps.Add(rows => descending
                ? rows.OrderByDescending(row => row.TextAt([column]), StringComparer.Ordinal)
                : rows.OrderBy(row => row.TextAt([column]), StringComparer.Ordinal));
        }
        else
        {
            throw KqlText.Syntax(string.Concat(parser.Rest().Select(token => token.Text + " ")) + "…");
        }
    }
}
