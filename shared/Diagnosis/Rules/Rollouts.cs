using System.Globalization;
using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>What a deployment of a task definition changed.</summary>
internal static class Rollouts
{
    private const int MaxFields = 4;

    /// <summary>True for the difference that only names the revisions.</summary>
    public static bool IsRevision(Difference difference) => FieldName.Plain(difference.Field) == "taskdefinition";

    /// <summary>A new image is new code, whatever else came with it; where only settings differ they are to blame.</summary>
    public static CauseCategory CategoryOf(Change change)
    {
        var settings = change.Differences.Where(difference => !IsRevision(difference)).ToList();
        return settings.Count == 0 || settings.Exists(difference => FieldName.Plain(difference.Field) == "image")
            ? CauseCategory.BadDeployment
            : CauseCategory.BadConfiguration;
    }

    public static bool LowersMemory(Change change) => change.Differences.Any(difference =>
        FieldName.Plain(difference.Field) is "memory" or "memoryreservation"
        && double.TryParse(difference.Before, CultureInfo.InvariantCulture, out var before)
        && double.TryParse(difference.After, CultureInfo.InvariantCulture, out var after) && after < before);

    public static string Fields(Change change)
    {
        var fields = change.Differences.Where(difference => !IsRevision(difference)).Select(difference => difference.Field).ToList();
        return fields.Count == 0 ? "what is not known"
            : string.Join(", ", fields.Take(MaxFields)) + (fields.Count > MaxFields ? $" and {fields.Count - MaxFields} more" : "");
    }
}
