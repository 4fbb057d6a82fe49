using System.Text.RegularExpressions;
using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>How a difference of a change leads to a symptom.</summary>
/// <param name="Category">The category that the change then has.</param>
/// <param name="Text">The difference in words, such as "MemorySize 1024 → 128".</param>
/// <param name="Kinds">Symptoms that it explains; empty means any new error.</param>
public sealed partial record ChangeMechanism(CauseCategory Category, string Text, IReadOnlyList<SymptomKind> Kinds)
{
    private static readonly SymptomKind[] Starved = [SymptomKind.Timeout, SymptomKind.OutOfMemory, SymptomKind.Saturated];

    /// <summary>The revision that gets more traffic, where that is the mechanism: only its errors come of it.</summary>
    public string? Revision { get; init; }

    public bool Explains(SymptomKind kind) => Kinds.Count == 0 || Kinds.Contains(kind);

    /// <summary>Every mechanism that the change's differences allow; none for differences that cannot do harm by themselves.</summary>
    public static IReadOnlyList<ChangeMechanism> Of(Change change)
    {
        ArgumentNullException.ThrowIfNull(change);

        if (change.Differences.Count == 0 && !NodeUpgrade.Is(change))
        {
            return OfSummary(change);
        }

        // The revision's number only says that something changed; where it is known what, that counts.
        var known = change.Differences.Where(difference => change.Differences.Count == 1 || !Rollouts.IsRevision(difference));
        var found = NodeUpgrade.Is(change) ? NodeUpgrade.Of(change)
            : known.Where(difference => !TrafficSplit.Is(difference)).Select(difference => Of(change, difference)).OfType<ChangeMechanism>()
                .Concat(TrafficSplit.Of(change));
        return [.. found
            .OrderBy(mechanism => mechanism.Kinds.Count == 0).ThenBy(mechanism => mechanism.Category != CauseCategory.BadDeployment)
            .ThenBy(mechanism => mechanism.Text, StringComparer.Ordinal)];
    }

    /// <summary>True for what only describes a resource: labels, tags and the like do nothing to it.</summary>
    public static bool IsHarmless(Change change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Differences.Count > 0
            ? change.Differences.All(difference => FieldName.Plain(difference.Field) is "tags" or "labels" or "description" or "annotations")
            : change.Kind == ChangeKind.Configuration && Describing().IsMatch(change.Summary);
    }

    /// <summary>Where a record of an act does not say what differs, its words tell what kind of thing was touched.</summary>
    private static IReadOnlyList<ChangeMechanism> OfSummary(Change change) => change.Kind switch
    {
        ChangeKind.Configuration or ChangeKind.Identity when Network().IsMatch(change.Summary) =>
            [new(CauseCategory.BadConfiguration, change.Summary, [SymptomKind.Unreachable, SymptomKind.Timeout])],
        ChangeKind.Configuration or ChangeKind.Identity when Access().IsMatch(change.Summary) =>
            [new(CauseCategory.PermissionOrCredential, change.Summary, [SymptomKind.Denied])],
        _ => [],
    };

    [GeneratedRegex(@"\b(set)?labels?\b|\btags?\b|tagresource|untagresource|/tags/|\bdescription\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Describing();

    [GeneratedRegex(@"firewall|security ?group|ingress|egress|network ?acl|networksecuritygroup|route ?table|\bvpc\b|subnet|peering", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Network();

    [GeneratedRegex(@"polic(y|ies)|\brole|permission|iam|credential|secret|access key|grant|binding|keyvault|\bkey\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Access();

    private static ChangeMechanism? Of(Change change, Difference difference)
    {
        var text = TextOf(difference);
        if (difference.Field.StartsWith("env", StringComparison.OrdinalIgnoreCase)
            || IsEntryOf("env", difference) || IsEntryOf("environment", difference) || IsEntryOf("secrets", difference))
        {
            return Setting(change, text);
        }

        switch (FieldName.Plain(difference.Field))
        {
            case "memorysize" or "memorysizemb" or "memory" or "memorymb" or "cpu":
                return Reduced(difference) ? new(CauseCategory.BadConfiguration, text, Starved) : null;

            // More requests in one container at a time share what it has; fewer need more containers than there may be.
            case "concurrency" or "maxinstancerequestconcurrency" or "containerconcurrency":
                return Quantity.Rises(difference.Before, difference.After) ? new(CauseCategory.BadConfiguration, text, Starved)
                    : new(CauseCategory.BadConfiguration, text, [SymptomKind.Throttling, SymptomKind.Unreachable]);
            case "timeout" or "timeoutseconds":
                return Reduced(difference) ? new(CauseCategory.BadConfiguration, text, [SymptomKind.Timeout]) : null;
            case "reservedconcurrency" or "reservedconcurrentexecutions" or "maxcapacity" or "desiredcount":
                return Reduced(difference) || difference.Before is null
                    ? new(CauseCategory.BadConfiguration, text, [SymptomKind.Throttling, SymptomKind.Unreachable])
                    : null;
            case "maxinstances" or "maxinstancecount" or "count" or "mincount" or "maxcount" or "nodecount" or "minnodes" or "maxnodes"
                or "minnodecount" or "maxnodecount" or "numberofworkers" or "capacity":
                return Reduced(difference)
                    ? new(CauseCategory.BadConfiguration, text, [SymptomKind.Throttling, SymptomKind.Unreachable, SymptomKind.Unplaced])
                    : null;
            case "command" or "entrypoint":
                return Setting(change, text);
            // A group that lets more in or out does no harm; one that lets less does.
            case "securitygrouprules" or "targets":
                return difference.Before is null ? null
                    : new(CauseCategory.BadConfiguration, text, [SymptomKind.Unreachable, SymptomKind.Timeout]);
            case "maxsize" or "desiredcapacity" or "readcapacityunits" or "writecapacityunits":
                return Reduced(difference) || difference.Before is null
                    ? new(CauseCategory.BadConfiguration, text, [SymptomKind.Throttling, SymptomKind.Unreachable, SymptomKind.Saturated])
                    : null;
            case "portmappings" or "ports" or "healthcheck" or "healthcheckpath" or "healthcheckport" or "healthcheckmatcher" or "networkmode":
                return new(CauseCategory.BadConfiguration, text, [SymptomKind.Unreachable, SymptomKind.Timeout]);
            case "taskrolearn" or "executionrolearn" or "role" or "rolearn" or "policy" or "policies" or "kmskeyarn" or "serviceaccount" or "bindings":
                return new(CauseCategory.PermissionOrCredential, text, [SymptomKind.Denied]);
            case "codesha256" or "image" or "linuxfxversion" or "imageuri" or "version" or "handler" or "runtime" or "layers" or "taskdefinition":
                return new(CauseCategory.BadDeployment, text, []);
            case "slot" or "deployment":
                return new(CauseCategory.BadDeployment, text, []);
            case "orchestratorversion" or "nodeimageversion" or "plannedmaintenance":
                return new(CauseCategory.PlatformMaintenance, text, []);

            // Azure's own word for a resource that was not there: whoever began it, calls to it failed.
            case "availabilitystate":
                return new(
                    change.Kind == ChangeKind.Maintenance ? CauseCategory.InfrastructureFailure : CauseCategory.BadConfiguration, text,
                    [SymptomKind.Unreachable, SymptomKind.Timeout]);
            case "powerstate":
                return new(CauseCategory.BadConfiguration, text, [SymptomKind.Unreachable, SymptomKind.Timeout]);
            case "securitygroups" or "securitygroupids" or "subnets" or "subnetids" or "vpcconfig" or "vpcconnector" or "vpcaccess":
                return new(CauseCategory.BadConfiguration, text, [SymptomKind.Unreachable, SymptomKind.Timeout]);
            default:
                return null;
        }
    }

    /// <summary><c>env.NAME</c>, or <c>containers.web.env.NAME</c> where there are several containers.</summary>
    private static bool IsEntryOf(string map, Difference difference) =>
        difference.Field.StartsWith($"{map}.", StringComparison.OrdinalIgnoreCase)
        || difference.Field.Contains($".{map}.", StringComparison.OrdinalIgnoreCase);

    /// <summary>A changed variable, secret or command can break anything, whatever its name is; its value is never known here.</summary>
    private static ChangeMechanism? Setting(Change change, string text) =>
        change.Kind is ChangeKind.Configuration or ChangeKind.Deployment ? new(CauseCategory.BadConfiguration, text, []) : null;

    internal static string TextOf(Difference difference) => $"{difference.Field} {difference.Before ?? "unset"} → {difference.After ?? "unset"}";

    private static bool Reduced(Difference difference) => Quantity.Falls(difference.Before, difference.After);
}
