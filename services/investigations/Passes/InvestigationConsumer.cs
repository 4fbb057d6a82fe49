using System.Diagnostics;
using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// The messages of investigations, on one queue: they all take the same row version, and one queue of few hands keeps
/// them from losing that race to each other.
/// </summary>
public sealed class InvestigationConsumer(
    InvestigationDesk investigations, CollectionDesk collections, Outbox<InvestigationsDbContext> outbox) :
    IConsumer<InvestigationRequested>,
    IConsumer<AccessDecided>,
    IConsumer<SessionRedeemed>,
    IConsumer<FindingsPublished>,
    IConsumer<CollectionCompleted>,
    IConsumer<CollectionFailed>
{
    public async Task Consume(ConsumeContext<InvestigationRequested> context) =>
        Announce(await investigations.RequestAsync(
            context.Message, Activity.Current?.TraceId.ToHexString(), context.CancellationToken));

    public async Task Consume(ConsumeContext<AccessDecided> context) =>
        Announce(await collections.DecideAccessAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<SessionRedeemed> context) =>
        Announce(await collections.RedeemAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<FindingsPublished> context) =>
        Announce(await collections.StoreAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<CollectionCompleted> context) =>
        Announce(await collections.CompleteAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<CollectionFailed> context) =>
        Announce(await collections.FailAsync(context.Message, context.CancellationToken));

    private void Announce(InvestigationCompleted? completed)
    {
        if (completed is not null)
        {
            outbox.Add(completed);
        }
    }
}

public sealed class InvestigationConsumerDefinition : ConsumerDefinition<InvestigationConsumer>
{
    public InvestigationConsumerDefinition() => ConcurrentMessageLimit = 4;
}
