using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAws.History;
using CauseFlow.CollectorAws.Probes;
using CauseFlow.CollectorAws.Queues;
using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Runs;

/// <summary>A grant becomes findings, the report of a connection test, or what an alarm history or a queue holds.</summary>
internal sealed class AwsSessionGrantedConsumer(
    AwsCollection collection, AccessTest test, HistoryLook history, IServiceProvider services, TimeProvider time,
    [FromKeyedServices(CollectorAwsRegistration.Service)] GrantConsumer runs)
    : IConsumer<AwsSessionGranted>
{
    public Task Consume(ConsumeContext<AwsSessionGranted> context) => context.Message.Purpose switch
    {
        LeasePurpose.Reconcile => runs.InSlotAsync(context, stop => history.RunAsync(
            context.Message, (part, token) => context.PublishBoundedAsync(part, Guid.NewGuid(), time, token), stop)),
        LeasePurpose.Intake => ReadQueueAsync(context),
        _ => runs.ConsumeAsync(context, collection.RunAsync, test.RunAsync),
    };

    /// <summary>
    /// In no slot, for it mostly waits; and for as long as the lease lasts, so that the bus gives it to another replica when this one dies.
    /// </summary>
    private async Task ReadQueueAsync(ConsumeContext<AwsSessionGranted> context)
    {
        // Made only here: who reads no queue need not say where ingestion is.
        var queue = services.GetRequiredService<QueueSpell>();
        if (await queue.RunAsync(context.Message, context.CancellationToken) is { } report)
        {
            await context.PublishBoundedAsync(report, Guid.NewGuid(), time, context.CancellationToken);
        }
    }
}

/// <summary>Collecting takes a minute and memory: few grants at a time.</summary>
internal sealed class AwsSessionGrantedConsumerDefinition : ConsumerDefinition<AwsSessionGrantedConsumer>
{
    private readonly int _taken;

    public AwsSessionGrantedConsumerDefinition(IOptions<CollectorAwsOptions> options)
    {
        _taken = (options.Value.MaxConcurrentRuns * GrantConsumer.TakenForEachSlot) + options.Value.MaxQueues;
        ConcurrentMessageLimit = _taken;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<AwsSessionGrantedConsumer> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.PrefetchCount = _taken;
}
