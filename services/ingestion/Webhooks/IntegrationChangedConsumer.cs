using CauseFlow.Contracts;
using MassTransit;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>Which topics and accounts may send alarms now. What was held for them is then released.</summary>
public sealed class IntegrationChangedConsumer(IntegrationProjection projection) : IConsumer<IntegrationChanged>
{
    public Task Consume(ConsumeContext<IntegrationChanged> context) =>
        projection.ApplyAsync(context.Message, context.CancellationToken);
}
