using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;

namespace CauseFlow.CredentialBroker.Queues;

/// <summary>Keeps how a spell of reading a queue ended, and ends its lease.</summary>
public sealed class QueueIntakeEndedConsumer(QueueReports reports, Outbox<BrokerDbContext> outbox) : IConsumer<QueueIntakeEnded>
{
    public async Task Consume(ConsumeContext<QueueIntakeEnded> context)
    {
        if (await reports.ApplyAsync(context.Message, context.CancellationToken) is { } closed)
        {
            outbox.Add(closed);
        }
    }
}
