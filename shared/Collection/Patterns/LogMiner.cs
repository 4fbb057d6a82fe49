using CauseFlow.Contracts;

namespace CauseFlow.Collection.Patterns;

/// <summary>
/// Groups log events into templates and counts them per minute: generic masks, a cache of masked lines, templates by their words,
/// and a consolidation at the end that finds which words vary. Takes events as they stream in; memory is bounded by the options, whatever arrives. The result depends only
/// on the events and their order. Not safe for several threads.
/// </summary>
public sealed class LogMiner
{
    private readonly LogMiningOptions _options;
    private readonly MiningWindow _window;
    private readonly LineTemplates _templates;
    private long _read;
    private long _outside;

    public LogMiner(InvestigationWindow window, LogMiningOptions options)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _window = MiningWindow.Of(window);
        _templates = new LineTemplates(options, _window);
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
        _templates.Of(entry).Count(line, entry, _options);
    }

    /// <summary>New and bursting bad templates first, so that a bound never cuts off what matters.</summary>
    public LogMiningResult Finish()
    {
        var merged = _templates.Finish()
            .OrderByDescending(cluster => cluster.Weight)
            .ThenBy(cluster => cluster.Template, StringComparer.Ordinal)
            .ToList();
        var patterns = merged.Take(_options.MaxPatterns).Select(cluster => cluster.ToPattern()).ToList();
        return new LogMiningResult(patterns, _read, _outside, merged.Count - patterns.Count);
    }
}
