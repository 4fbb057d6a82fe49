using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Decoys;

/// <summary>No metrics of a part of the path arrived.</summary>
internal sealed class MissingMetric : IDecoy
{
    public string Name => "missing-metric";

    public double Share => 0.15;

    public bool Fits(IncidentDraft draft, IFaultFamily family) => !family.Needs.Contains("metrics.csv");

    public void Lay(IncidentDraft draft, IFaultFamily family)
    {
        var app = draft.Application;
        draft.Unmeasured.Add(draft.Names.Pick(new[] { app.Backend, app.Store, app.Neighbour }.Where(part => part != draft.Watched?.Component).ToArray()));
    }
}
