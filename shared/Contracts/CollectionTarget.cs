namespace CauseFlow.Contracts;

/// <summary>What a collector is asked to look at. The alarm is a hint: the cloud's own version of it steers calls.</summary>
public sealed record CollectionTarget
{
    public AlarmFact? Alarm { get; init; }
    public required IReadOnlyList<ResourceRef> Resources { get; init; }
    public required IReadOnlyList<string> Accounts { get; init; }
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>Hints of the tenant, such as log groups.</summary>
    public IReadOnlyList<string>? Hints { get; init; }
}
