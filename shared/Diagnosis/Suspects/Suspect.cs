using CauseFlow.Diagnosis.Paths;

namespace CauseFlow.Diagnosis.Suspects;

/// <summary>A resource that the statistics point at, with what speaks for it.</summary>
/// <param name="Health">Its signals.</param>
/// <param name="Tier">Where it lies.</param>
/// <param name="HandsOn">True for what only hands calls on.</param>
/// <param name="SoundTwins">Siblings that do the same work and are in order; negative for as many that are not, where none is.</param>
/// <param name="Score">The combination of <see cref="SuspectScore"/>, 0 and more.</param>
internal sealed record Suspect(Health Health, PathTier Tier, bool HandsOn, int SoundTwins, double Score)
{
    public int Number => Health.Number;
}
