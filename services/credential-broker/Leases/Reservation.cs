using CauseFlow.CredentialBroker.Integrations;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>One credential taken from a run's limit, about to be minted.</summary>
public sealed record Reservation(Lease Lease, Integration Integration, LeaseRun Run);
