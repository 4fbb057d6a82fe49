namespace CauseFlow.CaseGeneration.Decoys;

/// <summary>All decoys, in the order in which they are laid.</summary>
internal static class AllDecoys
{
    public static readonly IReadOnlyList<IDecoy> List =
    [
        new SecondFault(), new OldDeployment(), new LateChange(), new CorrelatedNeighbour(), new NoisyHealthy(), new MissingSource(),
        new MissingMetric(), new ManyChanges(), new AlarmStorm(),
    ];
}
