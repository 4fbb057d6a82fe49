using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>
/// Calls that fail, to a host that is one of the collected resources, whichever cloud it is in: what a collector of one cloud
/// cannot relate to what another's has read, the log lines do.
/// </summary>
/// <param name="Caller">The resource that wrote the lines.</param>
/// <param name="Callee">The resource whose name or alias the host is.</param>
/// <param name="Host">The host as the lines name it.</param>
/// <param name="Pattern">Evidence id of the strongest such pattern.</param>
public sealed record NamedCall(ResourceRef Caller, ResourceRef Callee, string Host, string Pattern)
{
    /// <summary>Every pair of caller and callee once, the strongest pattern of each.</summary>
    public static IReadOnlyList<NamedCall> Find(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        return
        [
            .. symptoms.Patterns.Where(pattern => pattern.IsNotable)
                .OrderByDescending(pattern => pattern.GStatistic).ThenBy(pattern => pattern.Pattern.EvidenceId, StringComparer.Ordinal)
                .Select(pattern => DependencySymptom.Of(pattern) is { } symptom
                    && Known(symptom.Host, pattern.Owner, evidence.Resources) is { } callee
                        ? new NamedCall(pattern.Owner, callee, symptom.Host, pattern.Pattern.EvidenceId)
                        : null)
                .OfType<NamedCall>()
                .DistinctBy(call => (ResourceIdentity.Of(call.Caller), ResourceIdentity.Of(call.Callee))),
        ];
    }

    /// <summary>A resource whose name or alias is the host, or its first label (an internal name); null where there is none.</summary>
    public static ResourceRef? Known(string host, ResourceRef caller, IEnumerable<ResourceRef> resources)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        return resources
            .Where(resource => resource.Kind is not (ResourceKinds.CloudWatchAlarm or ResourceKinds.LogGroup)
                && !ResourceIdentity.Same(resource, caller))
            .Select(resource => (resource, rank: Rank(resource, host)))
            .Where(found => found.rank is not null)
            .OrderBy(found => found.rank).ThenBy(found => found.resource.Id, StringComparer.Ordinal)
            .Select(found => found.resource).FirstOrDefault();
    }

    /// <summary>The whole host says more than its first label, which another cloud's resource may bear too.</summary>
    private static int? Rank(ResourceRef resource, string host)
    {
        var names = (resource.Aliases ?? []).Append(resource.Name).ToList();
        return names.Exists(name => name.Equals(host, StringComparison.OrdinalIgnoreCase)) ? 0
            : !char.IsAsciiDigit(host[0]) && names.Exists(name => name.Equals(host.Split('.')[0], StringComparison.OrdinalIgnoreCase)) ? 1
            : null;
    }
}
