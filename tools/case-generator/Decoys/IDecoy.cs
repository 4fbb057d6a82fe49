using CauseFlow.CaseGeneration.Families;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Decoys;

/// <summary>Something that misleads whoever looks only at one kind of evidence.</summary>
internal interface IDecoy
{
    string Name { get; }

    /// <summary>How often it is laid, 0 to 1.</summary>
    double Share { get; }

    bool Fits(IncidentDraft draft, IFaultFamily family) => true;

    void Lay(IncidentDraft draft, IFaultFamily family);
}
