using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>Turns a request into leases, grants and the decision that investigations waits for.</summary>
public sealed class InvestigationRequestedConsumer(
    LeaseDesk desk, Outbox<BrokerDbContext> outbox, BrokerMetrics metrics)
    : IConsumer<InvestigationRequested>
{
    public async Task Consume(ConsumeContext<InvestigationRequested> context)
    {
        if (await desk.DecideAsync(context.Message, context.CancellationToken) is not { } decision)
        {
            return;
        }

        outbox.Add(decision.Decided);
        if (decision.Decided.Reason is { } nothing)
        {
            metrics.Refused(context.Message.Alarm?.Provider ?? CloudProvider.Generic, nothing);
        }

        foreach (var access in decision.Decided.Integrations)
        {
            if (access.Reason is { } reason)
            {
                metrics.Refused(access.Provider, reason);
            }
        }

        foreach (var grant in decision.Grants)
        {
            outbox.AddGrant(grant);
        }
    }
}
