using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Messaging;

/// <summary>What every endpoint has; a definition carries only what differs.</summary>
internal static class EndpointDefaults
{
    private static readonly string[] EndpointArguments =
        ["x-delivery-limit", "x-dead-letter-strategy", "x-overflow", "x-dead-letter-exchange", "x-dead-letter-routing-key"];

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

        if (endpoints.IsTemporary(name))
        {
            // Its error queue would have the name of this replica, and nobody would ever find or empty it.
            endpoint.DiscardFaultedMessages();
            endpoint.DiscardSkippedMessages();
        }

        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit && !endpoints.IsTemporary(name))
        {
            UseQuorumQueue(rabbit, name, options);
        }

        if (endpoints.InboxOf(name) is not null)
        {
            // The one retry owner of a service with a database; outside the inbox, so that each attempt has a fresh scope.
            endpoint.ConcurrentMessageLimit = RetryIntervals.Contenders;
            endpoint.UseMessageRetry(retry =>
            {
                retry.Intervals(RetryIntervals.Spread(Random.Shared, options.MaxRetries));
                retry.Ignore<PermanentMessageException>();
            });
            endpoint.UseConsumeFilter(typeof(InboxFilter<>), context);
        }
    }

    /// <summary>
    /// MassTransit declares an error queue with all arguments of its endpoint before it moves a message there. These belong
    /// to the endpoint alone: declared with others than <see cref="UseQuorumQueue"/> did, every such move would be refused,
    /// and its endpoint would stop and start until the delivery limit.
    /// </summary>
    public static void KeepErrorQueuesPlain(IRabbitMqBusFactoryConfigurator bus) =>
        bus.SendTopology.ConfigureErrorSettings = settings =>
        {
            foreach (var argument in EndpointArguments)
            {
                settings.SetQueueArgument(argument, null);
            }
        };

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
