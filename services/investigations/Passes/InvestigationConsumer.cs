using System.Diagnostics;
using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// The messages of investigations, on one queue: they all take the same row version, and one queue of few hands keeps
/// them from losing that race to each other.
/// </summary>
public sealed class InvestigationConsumer(InvestigationDesk desk, Outbox<InvestigationsDbContext> outbox) :
    IConsumer<InvestigationRequested>,
    IConsumer<AccessDecided>,
    IConsumer<SessionRedeemed>,
    IConsumer<FindingsPublished>,
    IConsumer<CollectionCompleted>,
    IConsumer<CollectionFailed>
{
    public async Task Consume(ConsumeContext<InvestigationRequested> context) =>
        Announce(await desk.RequestAsync(context.Message, Activity.Current?.TraceId.ToHexString(), context.CancellationToken));

    public async Task Consume(ConsumeContext<AccessDecided> context) =>
        Announce(await desk.DecideAccessAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<SessionRedeemed> context) =>
        Announce(await desk.RedeemAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<FindingsPublished> context) =>
        Announce(await desk.StoreAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<CollectionCompleted> context) =>
        Announce(await desk.CompleteAsync(context.Message, context.CancellationToken));

    public async Task Consume(ConsumeContext<CollectionFailed> context) =>
        Announce(await desk.FailAsync(context.Message, context.CancellationToken));

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
