using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Decoys;

/// <summary>A change after the onset: somebody's attempt to help.</summary>
internal sealed class LateChange : IDecoy
{
    public string Name => "late-change";

    public double Share => 0.3;

    public bool Fits(IncidentDraft draft, IFaultFamily family) => draft.Onset < -3.5;

    public void Lay(IncidentDraft draft, IFaultFamily family)
    {
        var target = draft.Chance(0.5) ? draft.Application.Front : draft.Application.Backend;
        var act = draft.Names.Pick([ChangeAct.Scale, ChangeAct.Deploy, ChangeAct.Lifecycle]);
        draft.Forbidden.Add(draft.Change(draft.Onset + draft.Between(3, 8), target.Node, act).Id);
    }
}
