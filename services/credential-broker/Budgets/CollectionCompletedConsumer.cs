using CauseFlow.Contracts;
using MassTransit;

namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>Gives back the calls that an ended run was allowed and did not make.</summary>
public sealed class CollectionCompletedConsumer(RunSettlement settlement) : IConsumer<CollectionCompleted>
{
    public Task Consume(ConsumeContext<CollectionCompleted> context) =>
        settlement.SettleAsync(context.Message, context.CancellationToken);
}
