using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Phrases;

namespace CauseFlow.CaseGeneration.Decoys;

/// <summary>Loud errors that have been there for hours and hurt nobody.</summary>
internal sealed class NoisyHealthy : IDecoy
{
    public string Name => "noisy-healthy";

    public double Share => 0.5;

    public void Lay(IncidentDraft draft, IFaultFamily family)
    {
        var app = draft.Application;
        var writer = draft.Names.Pick([app.Front, app.Backend, app.Neighbour]);
        var service = writer.Node.Name;
        draft.Logs.Add(new LogWriter
        {
            Node = writer.LogNode, Level = "ERROR", Rate = Curves.Constant(draft.Size.ComplaintLines * draft.Between(0.5, 1)),
            Lines = [DailyLines.OldError(service, draft.Random.NextBetween(0, 4))],
        });
        draft.Logs.Add(new LogWriter
        {
            Node = writer.LogNode, Level = "WARN", Rate = Curves.Constant(draft.Size.ComplaintLines * 0.4),
            Lines = [DailyLines.Noisy(service, draft.Random.NextBetween(0, 4))],
        });
    }
}
