using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Messaging;

/// <summary>What every endpoint has; a definition carries only what differs.</summary>
internal static class EndpointDefaults
{
    public static void Apply(
        IRegistrationContext context, string name, IReceiveEndpointConfigurator endpoint, BusOptions options)
    {
        var endpoints = context.GetRequiredService<EndpointMap>();
        endpoint.PrefetchCount = options.Prefetch;
        if (options.Transport == BusTransport.InMemory)
        {
            var report = new DeliveryReportFilter(context.GetRequiredService<DeliveryTracker>());
            endpoint.ConfigureReceive(receive => receive.UseFilter(report));
        }

        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit && !endpoints.IsTemporary(name))
        {
            UseQuorumQueue(rabbit, name, options);
        }

        if (endpoints.InboxOf(name) is not null)
        {
            // The one retry owner of a service with a database; outside the inbox, so that each attempt has a fresh scope.
            endpoint.UseMessageRetry(retry =>
            {
                retry.Intervals(50, 200, 1_000, 3_000, 10_000);
                retry.Ignore<PermanentMessageException>();
            });
            endpoint.UseConsumeFilter(typeof(InboxFilter<>), context);
        }
    }

    private static void UseQuorumQueue(IRabbitMqReceiveEndpointConfigurator rabbit, string name, BusOptions options)
    {
        rabbit.SetQuorumQueue();
        rabbit.SetQueueArgument("x-delivery-limit", options.DeliveryLimit);

        // A consumer that dies more often than the limit must not lose its message: at-least-once needs reject-publish.
        rabbit.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        rabbit.SetQueueArgument("x-overflow", "reject-publish");
        rabbit.BindDeadLetterQueue($"{name}_error", $"{name}_error", queue => queue.SetQuorumQueue());
    }
}
