using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>What a collector's report led to, for the others to know.</summary>
/// <param name="Closed">The test's lease, and where the integration is held back now, all that were given before.</param>
/// <param name="Changed">Null when the integration's status stays as it was.</param>
public sealed record TestReported(IReadOnlyList<LeaseClosed> Closed, IntegrationChanged? Changed);
