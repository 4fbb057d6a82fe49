namespace CauseFlow.Messaging;

public enum BusTransport
{
    /// <summary>One process; what was not handled before a crash is sent again from the outbox at the next start.</summary>
    InMemory,
    RabbitMq,
}
