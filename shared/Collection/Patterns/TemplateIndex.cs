namespace CauseFlow.Collection.Patterns;

/// <summary>
/// Holds the templates of one log while its lines arrive. A line with words not seen yet is a template of its own until templates are
/// consolidated: when there are too many, and at the end. What was merged then is found again by the words that are left of it.
/// </summary>
internal sealed class TemplateIndex(LogMiningOptions options, MiningWindow window)
{
    /// <summary>Times that templates are consolidated before the end.</summary>
    private const int MaxConsolidations = 32;

    /// <summary>Sets of holes that are tried for a new line of one length.</summary>
    private const int MaxHoles = 32;
    private static readonly char[] Whitespace = [' ', '\t', '\r', '\n'];
    private readonly Dictionary<string, LogCluster> _byWords = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<UInt128>> _holes = [];
    private readonly Dictionary<(int Length, UInt128 Holes, ulong Words), LogCluster> _byHoles = [];
    private List<LogCluster> _clusters = [];
    private LogCluster? _overflow;
    private int _consolidated;
    private int _consolidations;

    public IReadOnlyList<LogCluster> Clusters => _clusters;

    /// <summary>The template of a line, a new one if none fits.</summary>
    /// <param name="masked">The line.</param>
    /// <param name="isTrace">A stack trace is itself, whatever resembles it.</param>
    public LogCluster Place(string masked, bool isTrace)
    {
        var tokens = masked.Split(Whitespace, options.MaxTokens, StringSplitOptions.RemoveEmptyEntries);
        var words = isTrace ? [masked] : TemplateWords.Of(tokens);
        var key = isTrace ? masked : string.Join(' ', words);
        var cluster = _byWords.TryGetValue(key, out var known) ? known : isTrace ? null : ByHoles(words);
        if (cluster is not null)
        {
            cluster.Generalise(tokens);
            return cluster;
        }

        if (_clusters.Count >= options.MaxClusters && _clusters.Count - _consolidated >= options.MaxClusters / 4
            && _consolidations++ < MaxConsolidations)
        {
            Consolidate();
        }

        return _clusters.Count < options.MaxClusters ? Add(key, tokens, words, isTrace) : Overflow();
    }

    /// <summary>Merges what is one statement. Templates that were handed out say what they became part of.</summary>
    public void Consolidate()
    {
        _clusters = Consolidation.Of(_clusters);
        _consolidated = _clusters.Count;
        _byWords.Clear();
        _holes.Clear();
        _byHoles.Clear();
        foreach (var cluster in _clusters)
        {
            _byWords.TryAdd(string.Join(' ', cluster.Words), cluster);
            var holes = HolesOf(cluster.Words);
            if (!_holes.TryGetValue(cluster.Words.Length, out var sets))
            {
                _holes.Add(cluster.Words.Length, sets = []);
            }

            if (holes != UInt128.Zero && (sets.Contains(holes) || sets.Count < MaxHoles))
            {
                _byHoles.TryAdd((cluster.Words.Length, holes, Hash(cluster.Words, holes)), cluster);
                sets.Remove(holes);
                sets.Add(holes);
            }
        }
    }

    private LogCluster? ByHoles(string[] words)
    {
        if (!_holes.TryGetValue(words.Length, out var sets))
        {
            return null;
        }

        foreach (var holes in sets)
        {
            if (_byHoles.TryGetValue((words.Length, holes, Hash(words, holes)), out var cluster) && Fits(cluster.Words, words))
            {
                return cluster;
            }
        }

        return null;
    }

    private static bool Fits(string[] template, string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (template[i] != words[i] && template[i] != GenericMasks.Wildcard)
            {
                return false;
            }
        }

        return true;
    }

    private static UInt128 HolesOf(string[] words)
    {
        var holes = UInt128.Zero;
        for (var i = 0; i < Math.Min(words.Length, 128); i++)
        {
            holes |= words[i] == GenericMasks.Wildcard ? UInt128.One << i : UInt128.Zero;
        }

        return holes;
    }

    private static ulong Hash(string[] words, UInt128 holes)
    {
        var hash = 14695981039346656037UL;
        for (var i = 0; i < words.Length; i++)
        {
            var isHole = i < 128 && (holes & (UInt128.One << i)) != UInt128.Zero;
            hash = (hash ^ (isHole ? 1UL : (uint)string.GetHashCode(words[i], StringComparison.Ordinal))) * 1099511628211UL;
        }

        return hash;
    }

    private LogCluster Add(string key, string[] tokens, string[] words, bool isTrace)
    {
        var cluster = new LogCluster(window) { IsTrace = isTrace, Tokens = tokens, Words = words };
        _byWords.Add(key, cluster);
        _clusters.Add(cluster);
        return cluster;
    }

    private LogCluster Overflow()
    {
        if (_overflow is null)
        {
            _overflow = new LogCluster(window) { Tokens = [GenericMasks.Wildcard], Words = [GenericMasks.Wildcard] };
            _clusters.Add(_overflow);
        }

        return _overflow.Final;
    }
}
