namespace CauseFlow.CredentialBroker.Credentials;

/// <summary>How removing ended.</summary>
/// <param name="IsFound">False when there is none such.</param>
/// <param name="UsedBy">The integration that uses it, so that it was not removed.</param>
public sealed record RemoveOutcome(bool IsFound, string? UsedBy = null);
