using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>The upgrade of a cluster or of a pool of its nodes: each node is emptied first, so that room is missing meanwhile.</summary>
internal static class NodeUpgrade
{
    private static readonly string[] Versions =
    [
        "orchestratorversion", "nodeimageversion", "kubernetesversion", "version", "nodeversion", "currentnodeversion", "masterversion",
        "currentmasterversion",
    ];

    /// <summary>A fault that Resource Health reports is maintenance by its kind too, and no upgrade.</summary>
    public static bool Is(Change change) => change.Kind == ChangeKind.Maintenance && change.Resource.Kind
        is ResourceKinds.AksCluster or ResourceKinds.AksNodePool or ResourceKinds.GkeCluster or ResourceKinds.GkeNodePool
        && !change.Differences.Any(difference => FieldName.Plain(difference.Field) == "availabilitystate");

    /// <summary>Room that is missing is what an upgrade brings about; an error that is really new may come of the new version.</summary>
    public static IEnumerable<ChangeMechanism> Of(Change change)
    {
        var version = change.Differences.FirstOrDefault(difference => Versions.Contains(FieldName.Plain(difference.Field)));
        var atOnce = change.Differences.FirstOrDefault(difference => FieldName.Plain(difference.Field) == "maxunavailable")?.After;
        var text = (version is null ? change.Summary : ChangeMechanism.TextOf(version)) + (atOnce is null ? "" : $", up to {atOnce} of the nodes at once");
        yield return new(CauseCategory.PlatformMaintenance, text, [SymptomKind.Unplaced, SymptomKind.Unreachable, SymptomKind.Throttling]);
        yield return new(CauseCategory.PlatformMaintenance, text, []);
    }
}
