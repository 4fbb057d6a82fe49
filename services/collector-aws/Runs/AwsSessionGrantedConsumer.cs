using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAws.Probes;
using CauseFlow.Contracts;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAws.Runs;

/// <summary>A grant becomes findings, or the report of a connection test.</summary>
internal sealed class AwsSessionGrantedConsumer(
    AwsCollection collection, AccessTest test, [FromKeyedServices(CollectorAwsRegistration.Service)] GrantConsumer runs)
    : IConsumer<AwsSessionGranted>
{
    public Task Consume(ConsumeContext<AwsSessionGranted> context) =>
        runs.ConsumeAsync(context, collection.RunAsync, test.RunAsync);
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
