using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.Messaging;

namespace CauseFlow.CredentialBroker;

/// <summary>What one attempt of a piece of work writes with; all of it is one commit.</summary>
public sealed record BrokerWork(
    BrokerDbContext Db, Outbox<BrokerDbContext> Outbox, AuditLog Audit, AuditChain Chain,
    LeaseDesk Desk, LeaseClosing Closing, TestLeases Tests);
