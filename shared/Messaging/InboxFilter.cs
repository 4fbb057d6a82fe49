using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Messaging;

/// <summary>
/// Makes a consumer of a service with a database take effect once: the inbox row, the effect and the messages that follow
/// from it are one SaveChanges. A lost race (unique key, row version) is an exception, and the retry outside this filter
/// tries again in a fresh scope, where the inbox row of the winner ends it.
/// </summary>
internal sealed class InboxFilter<TMessage>(EndpointMap endpoints, MessagingMetrics metrics, IServiceProvider scope)
    : IFilter<ConsumeContext<TMessage>>
    where TMessage : class
{
    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        var endpoint = EndpointMap.NameOf(context.ReceiveContext.InputAddress);
        if (endpoints.InboxOf(endpoint) is not { } type)
        {
            await next.Send(context);
            return;
        }

        var inbox = (IInbox)scope.GetRequiredService(type);
        var messageId = context.MessageId
            ?? throw new PermanentMessageException("A message without a MessageId cannot be made idempotent.");
        await using var turn = await inbox.TakeTurnAsync(context.Message, context.CancellationToken);
        if (await inbox.ContainsAsync(messageId, endpoint, context.CancellationToken))
        {
            metrics.Duplicate(endpoints.LabelOf(endpoint));

            // Said to be consumed, for it was: else the bus moves it to a "_skipped" queue, which nobody ever empties.
            await context.NotifyConsumed(context, context.ReceiveContext.ElapsedTime, nameof(InboxFilter<TMessage>));
            return;
        }

        inbox.Add(messageId, endpoint);
        await next.Send(context);
        await inbox.CommitAsync(context.CancellationToken);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");
}
