using System.Text.Json;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.Contracts;

namespace CauseFlow.GeneratedIncidents.Tests;

/// <summary>A generated incident with the verdict of the whole product.</summary>
internal sealed record PlayedIncident(string Id, CaseTruth Truth, Verdict Verdict, TimeSpan Took)
{
    /// <summary>Rank of the first cause that is a true one; null where none is.</summary>
    public int? Rank => Verdict.Causes.Where(cause => Truth.Causes.Any(truth => IsOf(truth, cause.Resource))).Select(cause => (int?)cause.Rank).Min();

    public bool IsCategoryRight => Verdict.Causes.Count > 0 && Truth.Causes.Any(truth =>
        truth.Category == JsonSerializer.Serialize(Verdict.Causes[0].Category, ContractJson.Options).Trim('"'));

    public string Line
    {
        get
        {
            var first = Verdict.Causes.Count > 0 ? $"{Verdict.Causes[0].Category} {Verdict.Causes[0].Resource.Name} ({Verdict.Causes[0].Signal}) {(Rank == 1 ? "" : Verdict.Causes[0].Summary)}" : $"{Verdict.Outcome} {Verdict.Summary}";
            return $"{Id,-10} {Truth.Provider,-6} {Truth.Shape,-8} {Truth.Family,-22} rank {Rank?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-",-3} "
                + $"{(IsCategoryRight ? "category" : "        ")} {Took.TotalSeconds,5:0.0} s  {first}";
        }
    }

    private static bool IsOf(TrueCause truth, ResourceRef resource) => truth.Aliases.Prepend(truth.Resource).Any(name =>
        name.Equals(resource.Id, StringComparison.OrdinalIgnoreCase) || name.Equals(resource.Name, StringComparison.OrdinalIgnoreCase));
}
