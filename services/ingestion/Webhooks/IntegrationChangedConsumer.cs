using CauseFlow.Contracts;
using MassTransit;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>Which topics and accounts may send alarms now. The decision worker then finds what was held for them.</summary>
public sealed class IntegrationChangedConsumer(IntegrationProjection projection) : IConsumer<IntegrationChanged>
{
    public Task Consume(ConsumeContext<IntegrationChanged> context) =>
        projection.ApplyAsync(context.Message, context.CancellationToken);
}
