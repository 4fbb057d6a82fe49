using System.Collections.Frozen;
using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>What an alarm watches, as far as it makes two alarms one incident.</summary>
/// <param name="Region">Empty where the parts say it, or where a cloud's ids need none.</param>
/// <param name="Parts">The kind of name first, then the name, then what qualifies it.</param>
public sealed record PrimaryResource(string Region, IReadOnlyList<string> Parts)
{
    private static readonly FrozenDictionary<CloudProvider, Func<AlarmFact, PrimaryResource?>> Finders =
        new Dictionary<CloudProvider, Func<AlarmFact, PrimaryResource?>>
        {
            [CloudProvider.Aws] = CloudWatchResource.Of,
            [CloudProvider.Azure] = AzureResource.Of,
            [CloudProvider.Gcp] = GcpResource.Of,
            [CloudProvider.Generic] = CustomResource.Of,
        }.ToFrozenDictionary();

    /// <summary>An alarm that names no resource is a thing of its own: its rule if it has one, else itself.</summary>
    public static PrimaryResource Of(AlarmFact alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return Finders[alarm.Provider](alarm) ?? OfAlarm(alarm, alarm.RuleId ?? alarm.Id);
    }

    public static PrimaryResource OfAlarm(AlarmFact neighbour, string alarmId)
    {
        ArgumentNullException.ThrowIfNull(neighbour);
        return new PrimaryResource(neighbour.Region, ["alarm", alarmId]);
    }
}
