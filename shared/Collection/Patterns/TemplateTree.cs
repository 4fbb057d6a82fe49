namespace CauseFlow.Collection.Patterns;

/// <summary>Drain's fixed-depth tree: number of tokens, then the first two tokens, then the most similar template.</summary>
internal sealed class TemplateTree(LogMiningOptions options)
{
    private static readonly char[] Whitespace = [' ', '\t', '\r', '\n'];
    private readonly Dictionary<int, Dictionary<string, Dictionary<string, List<LogCluster>>>> _byLength = [];
    private readonly List<LogCluster> _clusters = [];
    private LogCluster? _overflow;

    public IReadOnlyList<LogCluster> Clusters => _clusters;

    public LogCluster Place(string masked, Func<LogCluster> create)
    {
        var tokens = masked.Split(Whitespace, options.MaxTokens, StringSplitOptions.RemoveEmptyEntries);
        var leaf = Leaf(tokens);
        var best = Best(leaf, tokens);
        if (best is not null)
        {
            Generalise(best.Tokens, tokens);
            return best;
        }

        return _clusters.Count < options.MaxClusters ? Add(leaf, tokens, create) : Overflow(create);
    }

    private LogCluster Add(List<LogCluster> leaf, string[] tokens, Func<LogCluster> create)
    {
        var cluster = create();
        cluster.Tokens = tokens;
        leaf.Add(cluster);
        _clusters.Add(cluster);
        return cluster;
    }

    private LogCluster Overflow(Func<LogCluster> create)
    {
        if (_overflow is null)
        {
            _overflow = create();
            _overflow.Tokens = [GenericMasks.Wildcard];
            _clusters.Add(_overflow);
        }

        return _overflow;
    }

    private List<LogCluster> Leaf(string[] tokens)
    {
        var first = Child(_byLength, tokens.Length, static () => new(StringComparer.Ordinal));
        var second = Child(first, Branch(first.Count, first.ContainsKey, tokens, 0), static () => new(StringComparer.Ordinal));
        return Child(second, Branch(second.Count, second.ContainsKey, tokens, 1), static () => []);
    }

    private string Branch(int children, Func<string, bool> exists, string[] tokens, int index)
    {
        if (index >= tokens.Length)
        {
            return "";
        }

        var token = tokens[index];
        var varies = token.Contains('<', StringComparison.Ordinal) || token.AsSpan().IndexOfAnyInRange('0', '9') >= 0;
        return varies || (children >= options.MaxChildren && !exists(token)) ? GenericMasks.Wildcard : token;
    }

    private LogCluster? Best(List<LogCluster> leaf, string[] tokens)
    {
        LogCluster? best = null;
        var bestScore = options.Similarity;
        foreach (var cluster in leaf)
        {
            var score = Similarity(cluster.Tokens, tokens);
            if (score >= bestScore && (best is null || score > bestScore))
            {
                best = cluster;
                bestScore = score;
            }
        }

        return best;
    }

    private static double Similarity(string[] template, string[] tokens)
    {
        if (template.Length != tokens.Length)
        {
            return 0;
        }

        if (tokens.Length == 0)
        {
            return 1;
        }

        var equal = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            equal += template[i] == tokens[i] ? 1 : 0;
        }

        return (double)equal / tokens.Length;
    }

    private static void Generalise(string[] template, string[] tokens)
    {
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != tokens[i])
            {
                template[i] = GenericMasks.Wildcard;
            }
        }
    }

    private static TValue Child<TKey, TValue>(Dictionary<TKey, TValue> parent, TKey key, Func<TValue> create)
        where TKey : notnull
    {
        if (!parent.TryGetValue(key, out var child))
        {
            child = create();
            parent.Add(key, child);
        }

        return child;
    }
}
