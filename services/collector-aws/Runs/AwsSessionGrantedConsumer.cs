using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAws.History;
using CauseFlow.CollectorAws.Probes;
using CauseFlow.Contracts;
using CauseFlow.Messaging;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Runs;

/// <summary>A grant becomes findings, the report of a connection test, or what the alarm history holds.</summary>
internal sealed class AwsSessionGrantedConsumer(
    AwsCollection collection, AccessTest test, HistoryLook history, TimeProvider time,
    [FromKeyedServices(CollectorAwsRegistration.Service)] GrantConsumer runs)
    : IConsumer<AwsSessionGranted>
{
    public Task Consume(ConsumeContext<AwsSessionGranted> context) => context.Message.Purpose switch
    {
        LeasePurpose.Reconcile => runs.InSlotAsync(context, stop => history.RunAsync(
            context.Message, (part, token) => context.PublishBoundedAsync(part, Guid.NewGuid(), time, token), stop)),
        _ => runs.ConsumeAsync(context, collection.RunAsync, test.RunAsync),
    };
}

/// <summary>Collecting takes a minute and memory: few grants at a time.</summary>
internal sealed class AwsSessionGrantedConsumerDefinition : ConsumerDefinition<AwsSessionGrantedConsumer>
{
    private readonly int _taken;

    public AwsSessionGrantedConsumerDefinition(IOptions<CollectorAwsOptions> options)
    {
        _taken = options.Value.MaxConcurrentRuns * GrantConsumer.TakenForEachSlot;
        ConcurrentMessageLimit = _taken;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<AwsSessionGrantedConsumer> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.PrefetchCount = _taken;
}
