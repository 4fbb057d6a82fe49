using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;

namespace CauseFlow.Investigations.Passes;

/// <summary>Where a start is to look; all optional, and a scope that is given stays with the incident.</summary>
internal sealed record StartBody(
    IReadOnlyList<string>? Hints, IReadOnlyList<string>? Integrations, ResourceBody? Resource)
{
    private const int MaxHints = 10;
    private const int MaxHint = 300;

    public InvestigationScope? Read(FieldErrors errors)
    {
        Check(Hints, errors);
        return ScopeBody.Read(Integrations, Resource, errors);
    }

    public static void Check(IReadOnlyList<string>? hints, FieldErrors errors)
    {
        errors.Require(hints is null || hints.Count <= MaxHints, "hints", "At most 10 hints.");
        errors.Require(hints is null || hints.All(hint => !string.IsNullOrWhiteSpace(hint) && hint.Length <= MaxHint),
            "hints",
            "A hint has 1 to 300 characters.");
        foreach (var hint in (hints ?? []).Take(MaxHints))
        {
            errors.Printable(hint, "hints");
        }
    }
}
