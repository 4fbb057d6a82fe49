using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>What a request for access led to: what investigations is told, and what the collectors are sent.</summary>
public sealed record LeaseDecision(AccessDecided Decided, IReadOnlyList<ISessionGranted> Grants);
