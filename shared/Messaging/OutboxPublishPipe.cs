using CauseFlow.Contracts;
using MassTransit;

namespace CauseFlow.Messaging;

/// <summary>Gives a publish the row's MessageId, and on RabbitMQ refuses to lose it where no queue is bound.</summary>
internal sealed class OutboxPublishPipe(Guid messageId, Type messageType) : IPipe<PublishContext>
{
    public Task Send(PublishContext context)
    {
        context.MessageId = messageId;

        // When no collector is up there is nobody to stop, and a closed lease needs no message to be refused.
        if (messageType != typeof(LeaseClosed))
        {
            context.Mandatory = true;
        }

        return Task.CompletedTask;
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("outbox");
}
