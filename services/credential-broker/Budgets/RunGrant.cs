namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>What a run may spend.</summary>
/// <param name="Calls">Per API; 0 where the share is taken.</param>
/// <param name="Reduced">APIs that got less than planned.</param>
/// <param name="Bytes">Bytes that it may scan.</param>
/// <param name="Metrics">Metrics that it may read.</param>
public sealed record RunGrant(
    IReadOnlyDictionary<string, int> Calls, IReadOnlyList<string> Reduced, long Bytes, int Metrics)
{
    /// <summary>Nothing at all can be asked.</summary>
    public bool IsEmpty => Calls.Values.All(x => x == 0);
}
