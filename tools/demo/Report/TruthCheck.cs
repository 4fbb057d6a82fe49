using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Demo.Api;

namespace CauseFlow.Demo.Report;

/// <summary>Compares a verdict with what the scenario knows.</summary>
internal static class TruthCheck
{
    /// <returns>Null when the first cause is the true one, else the difference in one sentence.</returns>
    public static string? Difference(Verdict verdict, ScenarioTruth truth)
    {
        var first = verdict.Causes.OrderBy(cause => cause.Rank).FirstOrDefault();
        if (truth.Resource is null)
        {
            return first is null ? null : $"nothing is wrong, but {Describe(first)} is blamed.";
        }

        if (first is null)
        {
            return $"expected {truth.Category} of {truth.Resource}, but there is no cause: {verdict.Summary}";
        }

        var sameResource = first.Resource.Id == truth.Resource
            || first.Resource.Aliases?.Contains(truth.Resource) == true;
        return sameResource && Word(first.Category) == truth.Category
            ? null
            : $"expected {truth.Category} of {truth.Resource}, got {Describe(first)}.";
    }

    /// <summary>The category as the contract spells it.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum =>
        JsonSerializer.Serialize(value, ContractJson.Options).Trim('"');

    private static string Describe(Cause cause) => $"{Word(cause.Category)} of {cause.Resource.Id}";
}
