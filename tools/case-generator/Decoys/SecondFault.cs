using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Decoys;

/// <summary>A second, independent fault adds to the first; both are true.</summary>
internal sealed class SecondFault : IDecoy
{
    public string Name => "second-fault";

    public double Share => 0.07;

    public bool Fits(IncidentDraft draft, IFaultFamily family) =>
        draft.Causes.Count == 1 && !draft.IsHealthy && family is not (DependencyFailure or TrafficSpike or CertificateExpired or NameResolution);

    public void Lay(IncidentDraft draft, IFaultFamily family)
    {
        var (watched, second) = (draft.Watched, new DependencyFailure());
        second.Apply(draft);
        draft.Alarm(watched!.Value.Component, watched.Value.Signal);
    }
}
