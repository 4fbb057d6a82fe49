namespace CauseFlow.CredentialBroker.Providers;

/// <summary>
/// Whether a customer's principal lets CauseFlow in at all; what it may do then is the collector's test.
/// </summary>
/// <param name="Refusal">Why it cannot be used; null when it can.</param>
/// <param name="Generation">Of the shared secret that it took, where the cloud has one (AWS: the external id).</param>
/// <param name="Warnings">What an admin should know although it can be used.</param>
public sealed record AccessProbe(Refusal? Refusal, int Generation, IReadOnlyList<string>? Warnings)
{
    public static AccessProbe Of(Refusal refusal) => new(refusal, 0, null);

    public static AccessProbe Good(int generation = 0, params IReadOnlyList<string> warnings) =>
        new(null, generation, warnings is { Count: > 0 } ? warnings : null);
}
