using CauseFlow.CollectorAws.Clients;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// Which tag names the instances that do the same work. An Auto Scaling group is certain; a service tag or an equal Name is
/// how people mark a group by hand.
/// </summary>
internal static class Siblings
{
    /// <summary>
    /// At most this many siblings are compared: more of them tell nothing new, and the companions of five instances are what
    /// fits into the bound of 60 series.
    /// </summary>
    public const int MaxSiblings = 4;

    private const int MaxTagLength = 255;
    private static readonly string[] Tags = ["aws:autoscaling:groupName", "service", "Service", "Name"];

    public static (string Tag, string Value)? SharedTagOf(CloudInstance instance)
    {
        foreach (var tag in Tags)
        {
            if (instance.Tags.GetValueOrDefault(tag) is { Length: > 0 and <= MaxTagLength } value)
            {
                return (tag, value);
            }
        }

        return null;
    }

    /// <summary>Running siblings first, then the youngest; terminated ones last, because AWS soon forgets them.</summary>
    public static IReadOnlyList<CloudInstance> Choose(IEnumerable<CloudInstance> found, string self) =>
    [
        .. found.Where(instance => instance.Id != self && InstanceId.IsId(instance.Id))
            .DistinctBy(instance => instance.Id)
            .OrderBy(instance => instance.State switch { "running" => 0, "terminated" or "shutting-down" => 2, _ => 1 })
            .ThenByDescending(instance => instance.LaunchedAt)
            .ThenBy(instance => instance.Id, StringComparer.Ordinal)
            .Take(MaxSiblings),
    ];
}
