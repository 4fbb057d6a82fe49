using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Decoys;

/// <summary>A real deployment on the path, long before: it ran well for hours.</summary>
internal sealed class OldDeployment : IDecoy
{
    public string Name => "old-deployment";

    public double Share => 0.4;

    public void Lay(IncidentDraft draft, IFaultFamily family)
    {
        var target = draft.Chance(0.6) ? draft.Application.Front : draft.Application.Backend;
        draft.Forbidden.Add(draft.Change(draft.Onset - draft.Between(300, 4_000), target.Node, ChangeAct.Deploy).Id);
    }
}
