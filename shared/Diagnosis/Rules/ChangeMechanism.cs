using System.Globalization;
using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>How a difference of a change leads to a symptom.</summary>
/// <param name="Category">The category that the change then has.</param>
/// <param name="Text">The difference in words, such as "MemorySize 1024 → 128".</param>
/// <param name="Kinds">Symptoms that it explains; empty means any new error.</param>
public sealed record ChangeMechanism(CauseCategory Category, string Text, IReadOnlyList<SymptomKind> Kinds)
{
    private static readonly SymptomKind[] Starved = [SymptomKind.Timeout, SymptomKind.OutOfMemory];

    public bool Explains(SymptomKind kind) => Kinds.Count == 0 || Kinds.Contains(kind);

    /// <summary>Every mechanism that the change's differences allow; none for differences that cannot do harm by themselves.</summary>
    public static IReadOnlyList<ChangeMechanism> Of(Change change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return [.. change.Differences.Select(difference => Of(change, difference)).OfType<ChangeMechanism>()
            .OrderBy(mechanism => mechanism.Kinds.Count == 0).ThenBy(mechanism => mechanism.Text, StringComparer.Ordinal)];
    }

    private static ChangeMechanism? Of(Change change, Difference difference)
    {
        var text = $"{difference.Field} {difference.Before ?? "unset"} → {difference.After ?? "unset"}";
        if (difference.Field.StartsWith("env", StringComparison.OrdinalIgnoreCase))
        {
            return Environment(change, text);
        }

        switch (FieldName.Plain(difference.Field))
        {
            case "memorysize" or "memorysizemb" or "memory" or "memorymb" or "cpu":
                return Reduced(difference) ? new(CauseCategory.BadConfiguration, text, Starved) : null;
            case "timeout" or "timeoutseconds":
                return Reduced(difference) ? new(CauseCategory.BadConfiguration, text, [SymptomKind.Timeout]) : null;
            case "reservedconcurrency" or "reservedconcurrentexecutions" or "maxcapacity" or "desiredcount":
                return Reduced(difference) || difference.Before is null
                    ? new(CauseCategory.BadConfiguration, text, [SymptomKind.Throttling, SymptomKind.Unreachable])
                    : null;
            case "role" or "rolearn" or "policy" or "policies" or "kmskeyarn":
                return new(CauseCategory.PermissionOrCredential, text, [SymptomKind.Denied]);
            case "codesha256" or "image" or "imageuri" or "version" or "handler" or "runtime" or "layers" or "taskdefinition":
                return new(CauseCategory.BadDeployment, text, []);
            case "securitygroups" or "securitygroupids" or "subnets" or "subnetids" or "vpcconfig":
                return new(CauseCategory.BadConfiguration, text, [SymptomKind.Unreachable, SymptomKind.Timeout]);
            default:
                return null;
        }
    }

    /// <summary>A changed environment variable can break anything, whatever its name is; its value is never known here.</summary>
    private static ChangeMechanism? Environment(Change change, string text) =>
        change.Kind is ChangeKind.Configuration or ChangeKind.Deployment ? new(CauseCategory.BadConfiguration, text, []) : null;

    private static bool Reduced(Difference difference) =>
        double.TryParse(difference.Before, CultureInfo.InvariantCulture, out var before)
        && double.TryParse(difference.After, CultureInfo.InvariantCulture, out var after) && after < before;
}
