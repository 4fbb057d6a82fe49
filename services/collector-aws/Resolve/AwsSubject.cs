using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>What a run is about: an alarm, resources that were named, or else whatever is firing in its regions.</summary>
internal static class AwsSubject
{
    /// <summary>Nothing was named: the alarms that are in ALARM now say what to look into.</summary>
    public static bool IsWholeRegion(CollectionTarget target) => target is { Alarm: null, Resources.Count: 0 };

    /// <summary>The regions with something to look into, each with its part of the target.</summary>
    public static IEnumerable<(string Region, CollectionTarget Target)> Regions(CollectionTarget target) => target.Regions
        .Distinct(StringComparer.Ordinal).Select(region => (region, Target: InRegion(target, region)))
        .Where(part => IsWholeRegion(target) || !IsWholeRegion(part.Target));

    private static CollectionTarget InRegion(CollectionTarget target, string region) => target with
    {
        Alarm = AlarmArn.Parse(target.Alarm?.Id)?.Region == region ? target.Alarm : null,
        Resources = [.. target.Resources.Where(r => r.Region == region && r.Account == target.Accounts[0])],
    };
}
