using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAzure.Probes;
using CauseFlow.Contracts;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAzure.Runs;

/// <summary>A grant becomes findings, or the report of a connection test.</summary>
internal sealed class AzureSessionGrantedConsumer(
    AzureCollection collection, AccessTest test, [FromKeyedServices(CollectorAzureRegistration.Service)] GrantConsumer runs)
    : IConsumer<AzureSessionGranted>
{
    public Task Consume(ConsumeContext<AzureSessionGranted> context) =>
        runs.ConsumeAsync(context, collection.RunAsync, test.RunAsync);
}

/// <summary>Collecting takes a minute and memory: few grants at a time.</summary>
internal sealed class AzureSessionGrantedConsumerDefinition : ConsumerDefinition<AzureSessionGrantedConsumer>
{
    private readonly int _taken;

    public AzureSessionGrantedConsumerDefinition(IOptions<CollectorAzureOptions> options)
    {
        _taken = options.Value.MaxConcurrentRuns * GrantConsumer.TakenForEachSlot;
        ConcurrentMessageLimit = _taken;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<AzureSessionGrantedConsumer> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.PrefetchCount = _taken;
}
