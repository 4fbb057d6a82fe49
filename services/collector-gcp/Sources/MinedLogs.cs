using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>
/// Lines of several resources on their way to templates, each resource by itself. They are held, bounded by what a window may
/// hold, because only in the end is it known how much of the windows counts.
/// </summary>
internal sealed class MinedLogs(CollectionContext context, LogMiningOptions mining, IReadOnlyList<ResourceRef> owners, string project)
{
    private readonly Dictionary<string, List<LogLine>> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<(ResourceRef Owner, LogMiningResult Mined)> _mined = [];

    /// <summary>What a line costs beside its text: its pointer and the key by which it is known again.</summary>
    private const int BytesOfALine = 1_536;

    /// <summary>Bytes that are held of the entry; 0 where it is nobody's, or was there before.</summary>
    public int Hold(CloudLogEntry entry)
    {
        if (owners.FirstOrDefault(owner => LogClauses.Owns(owner, entry)) is not { } owner
            || (entry.InsertId is { } id && !_seen.Add($"{id}|{entry.Time.UtcTicks}|{entry.LogName}")))
        {
            return 0;
        }

        if (!_lines.TryGetValue(owner.Id, out var lines))
        {
            _lines.Add(owner.Id, lines = []);
        }

        var line = LogLines.Of(context, project, entry);
        lines.Add(line);
        return BytesOfALine + (line.Text.Length * sizeof(char));
    }

    /// <param name="window">The windows as far as they count.</param>
    public void Mine(InvestigationWindow window)
    {
        foreach (var owner in owners.Where(owner => _lines.ContainsKey(owner.Id)))
        {
            var lines = _lines[owner.Id];
            _mined.Add((owner, LogMiner.Mine(lines.OrderBy(line => line.Time), window, mining)));
            lines.Clear();
        }
    }

    /// <param name="part">Tells equal templates of errors and other lines apart.</param>
    public IEnumerable<LogPattern> Evidence(string part) => _mined.SelectMany(found => found.Mined.Patterns.Select(pattern =>
        pattern.Of(context, found.Owner, context.Ids.For("log", found.Owner.Id, pattern.PatternId, part))));
}
