using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Decoys;

/// <summary>A whole kind of evidence is missing, though not what the cause is known by.</summary>
internal sealed class MissingSource : IDecoy
{
    private static readonly string[] Files = ["logs.jsonl", "changes.json", "state.json", "topology.json"];

    public string Name => "missing-source";

    public double Share => 0.12;

    public bool Fits(IncidentDraft draft, IFaultFamily family) => family is not Unknowable;

    public void Lay(IncidentDraft draft, IFaultFamily family) =>
        draft.MissingFiles.Add(draft.Names.Pick(Files.Where(file => !family.Needs.Contains(file)).ToArray()));
}
