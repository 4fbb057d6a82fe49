namespace CauseFlow.Messaging;

/// <summary>
/// What a service does once at start on the in-memory bus, after its outbox has been sent again: it asks again for work
/// that the last process left unfinished. On RabbitMQ the queues have kept that work.
/// </summary>
public interface IRestartRecovery
{
    Task RecoverAsync(CancellationToken cancellationToken);
}
