using CauseFlow.Contracts;
using MassTransit;

namespace CauseFlow.Investigations.Alarms;

/// <summary>What ingestion says of alarms.</summary>
public sealed class AlarmConsumer(AlarmDesk desk) : IConsumer<AlarmStateChanged>, IConsumer<AlarmGroupResolved>
{
    public Task Consume(ConsumeContext<AlarmStateChanged> context) =>
        desk.RecordAsync(context.Message, context.CancellationToken);

    public Task Consume(ConsumeContext<AlarmGroupResolved> context) =>
        desk.ResolveAsync(context.Message, context.CancellationToken);
}

/// <summary>
/// Alarms of one incident take the same row version as each other and as its investigation: few hands lose few races.
/// </summary>
public sealed class AlarmConsumerDefinition : ConsumerDefinition<AlarmConsumer>
{
    public AlarmConsumerDefinition() => ConcurrentMessageLimit = 2;
}
