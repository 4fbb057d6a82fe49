using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;

namespace CauseFlow.Ingestion.History;

/// <summary>What the cloud's own history holds is compared with what arrived; what is missing goes into the intake log.</summary>
public sealed class AlarmHistoryObservedConsumer(HistoryIntake intake, Outbox<IngestionDbContext> outbox)
    : IConsumer<AlarmHistoryObserved>
{
    public async Task Consume(ConsumeContext<AlarmHistoryObserved> context) =>
        outbox.Add(await intake.AddMissingAsync(context.Message, context.CancellationToken));
}
