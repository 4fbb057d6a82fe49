using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
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

    public bool OnlyProblems { get; set; }

    public CollectionException? Failure { get; set; }

    /// <summary>What the fallback read in place of Insights; null while it was not used.</summary>
    public FilteredReading? Filtered { get; set; }

    /// <summary>
    /// The log groups that relations lead to and those that were asked for, each once. The owner is the first that a
    /// relation names, so that one group is never counted twice.
    /// </summary>
    public static List<LogReading> Of(CollectionContext context, LogMiningOptions mining)
    {
        var groups = context.Relations
            .Where(relation => relation.Type == RelationType.LogsTo && relation.To.Kind == ResourceKinds.LogGroup)
            .Select(relation => (Group: relation.To, Owner: relation.From))
            .Concat(context.Target.Resources
                .Where(resource => resource.Kind == ResourceKinds.LogGroup && resource.Region == context.Region
                    && resource.Account == context.Account)
                .Select(resource => (Group: resource, Owner: resource)))
            .DistinctBy(pair => pair.Group.Name);
        return [.. groups.Select(pair =>
        {
            var watched = context.WatchedLogs.FirstOrDefault(logs => context.Redactor.Redact(logs.Name) == pair.Group.Name);
            return new LogReading(
                pair.Group, pair.Owner, watched?.Name ?? pair.Group.Name, watched?.FilterPattern,
                new LogMiner(context.Window, mining));
        })];
    }
}
