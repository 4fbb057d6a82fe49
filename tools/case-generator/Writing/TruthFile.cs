using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Writing;

/// <summary>Writes truth.json: the protocol's members first.</summary>
internal static class TruthFile
{
    public static void Write(CaseTruth truth, string path) => CaseJson.Write(new
    {
        truth.Causes, Onset = truth.Onset is { } onset ? CaseJson.Seconds(onset) : null, truth.Healthy, truth.Forbidden,
        truth.Family, truth.Provider, truth.Shape, truth.Decoys, truth.HeldOut, truth.Seed,
    }, path);
}
