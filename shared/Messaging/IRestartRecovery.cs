namespace CauseFlow.Messaging;

/// <summary>
/// What a service does once on the in-memory bus, when the whole host has started and its outbox has been sent again: it asks
/// again for work that the last process left unfinished. On RabbitMQ the queues have kept that work.
/// </summary>
public interface IRestartRecovery
{
    Task RecoverAsync(CancellationToken cancellationToken);
}
