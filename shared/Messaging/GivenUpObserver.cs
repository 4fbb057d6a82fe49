using System.Diagnostics.Metrics;
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
internal sealed partial class GivenUpObserver : IReceiveObserver, IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _givenUp;
    private readonly DeliveryTracker _tracker;
    private readonly EndpointMap _endpoints;
    private readonly bool _isInMemory;
    private readonly ILogger<GivenUpObserver> _logger;

    public GivenUpObserver(
        IMeterFactory meters, DeliveryTracker tracker, EndpointMap endpoints, IOptions<BusOptions> options,
        ILogger<GivenUpObserver> logger)
    {
        (_tracker, _endpoints, _logger) = (tracker, endpoints, logger);
        _isInMemory = options.Value.Transport == BusTransport.InMemory;
        _meter = meters.Create("CauseFlow.Messaging");
        _givenUp = _meter.CreateCounter<long>(
            "causeflow.messaging.given_up", "{message}", "Messages that an endpoint gave up, by endpoint and kind.");
    }

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    /// <summary>Called once, after the last retry.</summary>
    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => GiveUp(context.ReceiveContext, exception, "failed");

    /// <summary>Called for what never reached a consumer.</summary>
    public Task ReceiveFault(ReceiveContext context, Exception exception) =>
        GiveUp(context, exception, exception is JsonException or SerializationException ? "unreadable" : "failed");

    public void Dispose() => _meter.Dispose();

    private Task GiveUp(ReceiveContext context, Exception exception, string kind)
    {
        var endpoint = EndpointMap.NameOf(context.InputAddress);
        _givenUp.Add(
            1, new KeyValuePair<string, object?>("endpoint", endpoint), new KeyValuePair<string, object?>("kind", kind));
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
