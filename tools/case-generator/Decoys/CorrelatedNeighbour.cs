using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Decoys;

/// <summary>Another team's service gets busy at about the same time, for reasons of its own.</summary>
internal sealed class CorrelatedNeighbour : IDecoy
{
    public string Name => "correlated-neighbour";

    public double Share => 0.3;

    public void Lay(IncidentDraft draft, IFaultFamily family)
    {
        var neighbour = draft.Application.Neighbour;
        var busy = Curves.Step(draft.Onset + draft.Between(-2, 2), 3);
        neighbour.ExtraCpu = neighbour.ExtraCpu.Plus(busy.Times(draft.Between(8, 20)));
        neighbour.Slow(draft.Between(15, 60), busy);
        var usual = neighbour.OwnTraffic;
        neighbour.OwnTraffic = minute => usual(minute) * (1 + (0.3 * busy(minute)));
        draft.Forbidden.Add(neighbour.Node.Id);
    }
}
