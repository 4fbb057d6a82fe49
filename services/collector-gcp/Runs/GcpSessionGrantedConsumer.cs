using CauseFlow.Collection.Runs;
using CauseFlow.CollectorGcp.Probes;
using CauseFlow.Contracts;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorGcp.Runs;

/// <summary>A grant becomes findings, or the report of a connection test.</summary>
internal sealed class GcpSessionGrantedConsumer(
    GcpCollection collection, AccessTest test, [FromKeyedServices(CollectorGcpRegistration.Service)] GrantConsumer runs)
    : IConsumer<GcpSessionGranted>
{
    public Task Consume(ConsumeContext<GcpSessionGranted> context) =>
        runs.ConsumeAsync(context, collection.RunAsync, test.RunAsync);
}

/// <summary>Collecting takes a minute and memory: few grants at a time.</summary>
internal sealed class GcpSessionGrantedConsumerDefinition : ConsumerDefinition<GcpSessionGrantedConsumer>
{
    private readonly int _taken;

    public GcpSessionGrantedConsumerDefinition(IOptions<CollectorGcpOptions> options)
    {
        _taken = options.Value.MaxConcurrentRuns * GrantConsumer.TakenForEachSlot;
        ConcurrentMessageLimit = _taken;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<GcpSessionGrantedConsumer> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.PrefetchCount = _taken;
}
