namespace CauseFlow.Collection.Patterns;

/// <summary>Finds the template of each line of one log as it comes: masks it, and looks it up among masked lines seen before.</summary>
internal sealed class LineTemplates(LogMiningOptions options, MiningWindow window)
{
    private const int UsualRoom = 8 * 1024;

    /// <summary>20,000 lines of 400 characters; hostile ones are longer.</summary>
    private const int MaxCachedCharacters = 8 * 1024 * 1024;
    private readonly TemplateIndex _index = new(options, window);
    private readonly Dictionary<string, LogCluster> _cache = new(new LineComparer());
    private char[] _masked = new char[UsualRoom];
    private long _cached;

    public LogCluster Of(LogEntry entry)
    {
        var room = GenericMasks.Room(entry.Key.Length);
        if (_masked.Length < room)
        {
            _masked = new char[room];
        }

        var masked = _masked.AsSpan(0, GenericMasks.Apply(entry.Key.Span, _masked, entry.IsTrace));
        if (_cache.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(masked, out var known))
        {
            return known.Final;
        }

        var text = masked.ToString();
        var cluster = _index.Place(text, entry.IsTrace);
        if (_cache.Count < options.MaxCachedLines && _cached + text.Length <= MaxCachedCharacters)
        {
            _cached += text.Length;
            _cache.Add(text, cluster);
        }

        return cluster;
    }

    /// <summary>Every template once, when all lines were seen. Those that were handed out say what they are part of.</summary>
    public IReadOnlyList<LogCluster> Finish()
    {
        _index.Consolidate();
        return [.. _index.Clusters.GroupBy(cluster => cluster.Template, StringComparer.Ordinal).Select(LogCluster.Merge)];
    }
}
