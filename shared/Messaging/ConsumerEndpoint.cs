using MassTransit;

namespace CauseFlow.Messaging;

/// <summary>One consumer on one queue.</summary>
internal sealed record ConsumerEndpoint(
    string Name, Type Consumer, bool IsTemporary, Action<IBusRegistrationConfigurator> Register)
{
    /// <summary>The messages that the consumer takes.</summary>
    public IEnumerable<Type> MessageTypes => Consumer.GetInterfaces()
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConsumer<>))
        .Select(type => type.GetGenericArguments()[0]);
}
