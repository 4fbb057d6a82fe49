namespace CauseFlow.Contracts;

/// <summary>What a collector is asked to look at. The alarm is a hint: the cloud's own version of it steers calls.</summary>
public sealed record CollectionTarget
{
    public AlarmFact? Alarm { get; init; }
    public required IReadOnlyList<ResourceRef> Resources { get; init; }

    /// <summary>Account ids, subscriptions or projects: all that the integration may read.</summary>
    public required IReadOnlyList<string> Accounts { get; init; }

    /// <summary>Regions of AWS; <c>global</c> alone where a cloud is read as a whole (Azure, GCP).</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>Hints of the tenant, such as log groups.</summary>
    public IReadOnlyList<string>? Hints { get; init; }

    /// <summary>Azure: the resource groups that the tenant narrowed the integration to; null for whole subscriptions.</summary>
    public IReadOnlyList<string>? ResourceGroups { get; init; }

    /// <summary>Azure: the Log Analytics workspace that the tenant named, as its workspace id (a GUID); null for none.</summary>
    public string? WorkspaceId { get; init; }
}
