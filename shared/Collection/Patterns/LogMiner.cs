using CauseFlow.Contracts;

namespace CauseFlow.Collection.Patterns;

/// <summary>
/// Groups log events into templates and counts them per minute (Drain's tree behind generic masks and a cache of exact
/// lines). Takes events as they stream in; memory is bounded by the options, whatever arrives. The result depends only
/// on the events and their order. Not safe for several threads.
/// </summary>
public sealed class LogMiner
{
    private const int UsualRoom = 8 * 1024;

    /// <summary>20,000 lines of 400 characters; hostile ones are longer.</summary>
    private const int MaxCachedCharacters = 8 * 1024 * 1024;
    private readonly LogMiningOptions _options;
    private readonly MiningWindow _window;
    private readonly TemplateTree _tree;
    private readonly Dictionary<string, LogCluster> _cache = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LogCluster>.AlternateLookup<ReadOnlySpan<char>> _known;
    private char[] _masked = new char[UsualRoom];
    private long _cached;
    private long _read;
    private long _outside;

    public LogMiner(InvestigationWindow window, LogMiningOptions options)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _window = MiningWindow.Of(window);
        _tree = new TemplateTree(options);
        _known = _cache.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Mines all events in order; the whole of mining as one pure function.</summary>
    public static LogMiningResult Mine(
        IEnumerable<LogLine> lines, InvestigationWindow window, LogMiningOptions options)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var miner = new LogMiner(window, options);
        foreach (var line in lines)
        {
            miner.Add(line);
        }

        return miner.Finish();
    }

    public void Add(LogLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (!_window.Contains(line.Time))
        {
            _outside++;
            return;
        }

        _read++;
        var entry = LogEntry.Parse(line.Text.AsMemory(0, WholeText.LengthUpTo(line.Text, _options.MaxLineLength)));
        var cluster = ClusterOf(entry.Key.Span);
        cluster.Count(line, entry, _options);
    }

    private LogCluster ClusterOf(ReadOnlySpan<char> key)
    {
        if (_masked.Length < GenericMasks.Room(key.Length))
        {
            _masked = new char[GenericMasks.Room(key.Length)];
        }

        var masked = _masked.AsSpan(0, GenericMasks.Apply(key, _masked));
        if (_known.TryGetValue(masked, out var cluster))
        {
            return cluster;
        }

        var text = masked.ToString();
        cluster = _tree.Place(text, () => new LogCluster(_window));
        if (_cache.Count < _options.MaxCachedLines && _cached + text.Length <= MaxCachedCharacters)
        {
            _cached += text.Length;
            _cache.Add(text, cluster);
        }

        return cluster;
    }

    /// <summary>New and bursting bad templates first, so that a bound never cuts off what matters.</summary>
    public LogMiningResult Finish()
    {
        var merged = _tree.Clusters
            .GroupBy(cluster => cluster.Template, StringComparer.Ordinal)
            .Select(LogCluster.Merge)
            .OrderByDescending(cluster => cluster.Weight)
            .ThenBy(cluster => cluster.Template, StringComparer.Ordinal)
            .ToList();
        var patterns = merged.Take(_options.MaxPatterns).Select(cluster => cluster.ToPattern()).ToList();
        return new LogMiningResult(patterns, _read, _outside, merged.Count - patterns.Count);
    }
}
