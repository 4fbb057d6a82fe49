namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>How the test of a role's trust policy ended.</summary>
/// <param name="Refusal">Why the role cannot be used; null when it can.</param>
/// <param name="Generation">Of the external id that it took.</param>
/// <param name="Warnings">What an admin should know although it can be used.</param>
public sealed record RoleTest(Refusal? Refusal, int Generation, IReadOnlyList<string>? Warnings)
{
    public static RoleTest Of(Refusal refusal) => new(refusal, 0, null);

    public static RoleTest Good(int generation, string? warning = null) =>
        new(null, generation, warning is null ? null : [warning]);
}
