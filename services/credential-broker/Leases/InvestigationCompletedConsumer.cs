using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>Closes the leases of a pass that has ended, whether or not its request has arrived.</summary>
public sealed class InvestigationCompletedConsumer(LeaseClosing closing, Outbox<BrokerDbContext> outbox)
    : IConsumer<InvestigationCompleted>
{
    public async Task Consume(ConsumeContext<InvestigationCompleted> context)
    {
        var message = context.Message;
        var closed = await closing.EndPassAsync(
            message.TenantId, message.InvestigationId, message.Pass, LeaseCloseReason.Completed, context.CancellationToken);
        foreach (var lease in closed)
        {
            outbox.Add(lease);
        }
    }
}
