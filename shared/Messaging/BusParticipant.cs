using CauseFlow.Contracts;
using MassTransit;

namespace CauseFlow.Messaging;

/// <summary>What one service contributes to the bus of its host. Built by <see cref="BusRegistration"/>.</summary>
public sealed class BusParticipant(string service, Type? inbox)
{
    private readonly List<ConsumerEndpoint> _endpoints = [];
    private readonly HashSet<Type> _published = [];
    private readonly List<string> _foreignErrorQueues = [];
    private readonly KebabCaseEndpointNameFormatter _names = new(service, false);

    public string Service { get; } = service;

    /// <summary>The service's <see cref="IInbox"/>, null for a stateless one.</summary>
    internal Type? Inbox { get; } = inbox;

    internal IReadOnlyList<ConsumerEndpoint> Endpoints => _endpoints;

    /// <summary>What the service sends of its own; faults of what it consumes come on top.</summary>
    internal IReadOnlyCollection<Type> Published => _published;

    /// <summary>
    /// Where RabbitMQ keeps what this service answers for and was given up. An endpoint that goes away with its replica has
    /// none.
    /// </summary>
    public IReadOnlyList<string> ErrorQueues =>
        [.. Endpoints.Where(endpoint => !endpoint.IsTemporary).Select(endpoint => $"{endpoint.Name}_error"), .. _foreignErrorQueues];

    internal IReadOnlyList<string> ForeignErrorQueues => _foreignErrorQueues;

    /// <summary>
    /// The service also answers for the error queue of another's endpoint: of a collector, which has no door for operators.
    /// </summary>
    public BusParticipant AnswersForErrorsOf(string endpoint)
    {
        _foreignErrorQueues.Add($"{endpoint}_error");
        return this;
    }

    /// <summary>
    /// Says that the service publishes this message: RabbitMQ lets its user publish what is named here and nothing else.
    /// </summary>
    public BusParticipant Publishes<TMessage>()
        where TMessage : class, ITenantMessage
    {
        _published.Add(typeof(TMessage));
        return this;
    }

    /// <summary>A consumer on its own queue, named after service and message.</summary>
    public BusParticipant AddConsumer<TConsumer>()
        where TConsumer : class, IConsumer
    {
        var name = _names.Consumer<TConsumer>();
        _endpoints.Add(new ConsumerEndpoint(name, typeof(TConsumer), false,
            bus => bus.AddConsumer<TConsumer>().Endpoint(endpoint => endpoint.Name = name)));
        return this;
    }

    /// <summary>The same with a definition that carries only what differs from the defaults.</summary>
    public BusParticipant AddConsumer<TConsumer, TDefinition>()
        where TConsumer : class, IConsumer
        where TDefinition : class, IConsumerDefinition<TConsumer>
    {
        var name = _names.Consumer<TConsumer>();
        _endpoints.Add(new ConsumerEndpoint(name, typeof(TConsumer), false,
            bus => bus.AddConsumer<TConsumer, TDefinition>().Endpoint(endpoint => endpoint.Name = name)));
        return this;
    }

    /// <summary>A consumer that every replica has for itself: its queue goes away with the replica.</summary>
    public BusParticipant AddTemporaryConsumer<TConsumer>()
        where TConsumer : class, IConsumer
    {
        var name = $"{_names.Consumer<TConsumer>()}-{Guid.NewGuid():n}";
        _endpoints.Add(new ConsumerEndpoint(name, typeof(TConsumer), true,
            bus => bus.AddConsumer<TConsumer>().Endpoint(endpoint =>
            {
                endpoint.Name = name;
                endpoint.Temporary = true;
            })));
        return this;
    }
}
