using CauseFlow.Collection;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAzure.Probes;
using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAzure.Runs;

/// <summary>
/// A grant becomes findings, or the report of a connection test. Each consumption is a new run; the bus never retries it.
/// </summary>
internal sealed class AzureSessionGrantedConsumer(
    AzureCollection collection, AccessTest test,
    [FromKeyedServices(CollectorAzureRegistration.Service)] RunSlots slots,
        TimeProvider time) : IConsumer<AzureSessionGranted>
{
    public async Task Consume(ConsumeContext<AzureSessionGranted> context)
    {
        using var slot = await slots.EnterAsync(context.Message.TenantId, context.CancellationToken);
        if (context.Message.Purpose == LeasePurpose.ConnectionTest)
        {
            if (await test.RunAsync(context.Message, context.CancellationToken) is { } report)
            {
                await context.PublishBoundedAsync(report, Guid.NewGuid(), time, context.CancellationToken);
            }

            return;
        }

        var end = await collection.RunAsync(context.Message, new BusPublisher(context, time), context.CancellationToken);
        if (end.Completed is { } completed)
        {
            await context.PublishBoundedAsync(completed, Guid.NewGuid(), time, context.CancellationToken);
        }

        if (end.Failed is { } failed)
        {
            await context.PublishBoundedAsync(failed, Guid.NewGuid(), time, context.CancellationToken);
        }
    }

    private sealed class BusPublisher(ConsumeContext context, TimeProvider time) : IFindingsPublisher
    {
        public Task PublishAsync(FindingsPublished findings, Guid messageId, CancellationToken cancellationToken) =>
            context.PublishBoundedAsync(findings, messageId, time, cancellationToken);
    }
}

/// <summary>
/// Collecting takes a minute and memory: few grants at a time. Some more are taken to wait here, because only what is here can
/// be chosen from: the queue itself knows no tenants. The rest waits for other replicas.
/// </summary>
internal sealed class AzureSessionGrantedConsumerDefinition : ConsumerDefinition<AzureSessionGrantedConsumer>
{
    private const int TakenForEachSlot = 8;
    private readonly int _taken;

    public AzureSessionGrantedConsumerDefinition(IOptions<CollectorAzureOptions> options)
    {
        _taken = options.Value.MaxConcurrentRuns * TakenForEachSlot;
        ConcurrentMessageLimit = _taken;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<AzureSessionGrantedConsumer> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.PrefetchCount = _taken;
}
