using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Scopes;

/// <summary>One integration that takes part in an investigation, and why.</summary>
/// <param name="IntegrationId">The integration.</param>
/// <param name="Reason">Why it takes part; where several hold, the strongest.</param>
/// <param name="Through">The linked integration's name, or the service or environment that both carry; null for its own account.</param>
/// <param name="Service">The service that is looked for there; null where none is known.</param>
public sealed record Join(string IntegrationId, JoinReason Reason, string? Through, string? Service);
