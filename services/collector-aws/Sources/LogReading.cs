using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>One log group while it is read: whose it is, what was found in it and what went wrong.</summary>
/// <param name="group">The log group, as published.</param>
/// <param name="owner">The resource that writes it.</param>
/// <param name="name">Its name, as the cloud knows it.</param>
/// <param name="filterPattern">The metric filter's pattern, if the alarm counts its lines; null otherwise.</param>
/// <param name="miner">Mines its lines.</param>
internal sealed class LogReading(ResourceRef group, ResourceRef owner, string name, string? filterPattern, LogMiner miner)
{
    public ResourceRef Group => group;

    public ResourceRef Owner => owner;

    public string Name => name;

    public string? FilterPattern => filterPattern;

    public LogMiner Miner { get; set; } = miner;

    /// <summary>Lines by minute of each window, oldest window first; null where the endpoint could not count.</summary>
    public List<SortedDictionary<DateTimeOffset, long>> Counts { get; } = [];

    public bool IsCounted { get; set; } = true;

    public long LinesFound => Counts.Sum(window => window.Values.Sum());

    /// <summary>Lines that matched a query beyond its limit of rows.</summary>
    public long LinesCutOff { get; set; }

    /// <summary>Up to here the hour before counts; null where its queries were not cut off.</summary>
    public DateTimeOffset? BeforeUntil { get; private set; }

    /// <summary>Up to here the incident counts; null where its queries were not cut off.</summary>
    public DateTimeOffset? IncidentUntil { get; private set; }

    public bool OnlyProblems { get; set; }

    public CollectionException? Failure { get; set; }

    /// <summary>What the fallback read in place of Insights; null while it was not used.</summary>
    public FilteredReading? Filtered { get; set; }

    /// <summary>
    /// Tells two groups apart that have one published form: hidden differences are no part of an evidence id. 0 for the first.
    /// </summary>
    public int Namesake { get; private init; }

    /// <summary>What lies behind is unknown, and no silence: the earliest end stands.</summary>
    public void EndAt(DateTimeOffset until, bool isBefore)
    {
        if (isBefore)
        {
            BeforeUntil = BeforeUntil < until ? BeforeUntil : until;
        }
        else
        {
            IncidentUntil = IncidentUntil < until ? IncidentUntil : until;
        }
    }

    /// <summary>Whether a line of that time is in what counts.</summary>
    public bool Reaches(DateTimeOffset time, bool isBefore) => !((isBefore ? BeforeUntil : IncidentUntil) <= time);

    /// <summary>The pattern without the minutes that do not count.</summary>
    public MinedPattern Reached(MinedPattern pattern, InvestigationWindow window)
    {
        var before = window.Baselines.FirstOrDefault(baseline => baseline.Kind == BaselineKind.Adjacent);
        return pattern with
        {
            BaselineCountsPerMinute = [.. pattern.BaselineCountsPerMinute.Take(Minutes(before?.From, BeforeUntil))],
            IncidentCountsPerMinute = [.. pattern.IncidentCountsPerMinute.Take(Minutes(window.From, IncidentUntil))],
        };
    }

    /// <summary>A clause for each window that does not count to its end.</summary>
    public IEnumerable<string> LeftOut(InvestigationWindow window)
    {
        if (IncidentUntil < window.To)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"the incident from {IncidentUntil.Value.UtcDateTime:HH:mm} UTC on");
        }

        if (BeforeUntil is { } before)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"the hour before from {before.UtcDateTime:HH:mm} UTC on");
        }
    }

    private static int Minutes(DateTimeOffset? from, DateTimeOffset? until) =>
        from is null || until is null ? int.MaxValue : (int)Math.Ceiling((until.Value - from.Value).TotalMinutes);

    /// <summary>
    /// The log groups that were resolved, each once under the cloud's own name. The owner is the first that is known, so
    /// that one group is never counted twice.
    /// </summary>
    public static List<LogReading> Of(CollectionContext context, LogMiningOptions mining)
    {
        var namesakes = context.WatchedLogs.Select(logs => logs.Name).Distinct(StringComparer.Ordinal)
            .GroupBy(context.Redactor.Redact)
            .SelectMany(group => group.Order(StringComparer.Ordinal).Select((name, i) => (name, i)))
            .ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        return [.. context.WatchedLogs.GroupBy(logs => logs.Name, StringComparer.Ordinal).Select(group => new LogReading(
            AwsResources.LogGroup(context, group.Key), group.First().Owner, group.Key,
            group.Select(logs => logs.FilterPattern).FirstOrDefault(pattern => pattern is not null),
            new LogMiner(context.Window, mining))
        {
            Namesake = namesakes[group.Key],
        })];
    }
}
