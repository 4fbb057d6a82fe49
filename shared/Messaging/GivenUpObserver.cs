using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.Messaging;

/// <summary>
/// What an endpoint gave up after its retries. It is counted: a message that cannot be read is never retried and raises no
/// Fault of its type, so the counter is the only thing to alert on. RabbitMQ keeps it in the error queue; in memory there is
/// none, so what a service with a database may yet be able to handle stays in the sender's outbox until the next start.
/// </summary>
internal sealed partial class GivenUpObserver : IReceiveObserver
{
    private readonly MessagingMetrics _metrics;
    private readonly DeliveryTracker _tracker;
    private readonly EndpointMap _endpoints;
    private readonly bool _isInMemory;
    private readonly ILogger<GivenUpObserver> _logger;

    public GivenUpObserver(
        MessagingMetrics metrics, DeliveryTracker tracker, EndpointMap endpoints, IOptions<BusOptions> options,
        ILogger<GivenUpObserver> logger)
    {
        (_metrics, _tracker, _endpoints, _logger) = (metrics, tracker, endpoints, logger);
        _isInMemory = options.Value.Transport == BusTransport.InMemory;
    }

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    /// <summary>Called once, after the last retry.</summary>
    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => GiveUp(context.ReceiveContext, exception, GivenUpKind.Failed);

    /// <summary>Called for what never reached a consumer.</summary>
    public Task ReceiveFault(ReceiveContext context, Exception exception) =>
        GiveUp(context, exception, exception is JsonException or SerializationException 
            ? GivenUpKind.Unreadable : GivenUpKind.Failed);

    private Task GiveUp(ReceiveContext context, Exception exception, GivenUpKind kind)
    {
        var endpoint = EndpointMap.NameOf(context.InputAddress);
        _metrics.GivenUp(_endpoints.LabelOf(endpoint), kind);
        if (_isInMemory && _endpoints.InboxOf(endpoint) is not null && exception is not PermanentMessageException
            && context.GetMessageId() is { } id)
        {
            _tracker.Forget(id);
            LogKept(_logger, endpoint, id, exception.GetType().Name);
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Error,
        "{Endpoint} gave message {MessageId} up after its retries ({Error}); it is sent again at the next start.")]
    private static partial void LogKept(ILogger logger, string endpoint, Guid messageId, string error);
}
