using MassTransit;

namespace CauseFlow.Messaging;

/// <summary>How stateless services publish: bounded, and again with the same id when the outcome is unknown.</summary>
public static class BoundedPublish
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Publishes within 10 s an attempt. A broker that goes away can leave a publish without an answer for ever; it is then
    /// sent again with the same <paramref name="messageId"/>, which the receivers' inboxes tell apart.
    /// </summary>
    /// <exception cref="MessageReturnedException">No queue is bound: confirmed it would be gone without a record.</exception>
    /// <exception cref="TimeoutException">Three attempts were not confirmed.</exception>
    public static async Task PublishBoundedAsync<TMessage>(
        this IPublishEndpoint endpoint, TMessage message, Guid messageId, TimeProvider time, CancellationToken cancellationToken)
        where TMessage : class
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        for (var attempt = 1; ; attempt++)
        {
            using var limit = new CancellationTokenSource(AttemptTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await endpoint.Publish(message, publish => (publish.MessageId, publish.Mandatory) = (messageId, true), either.Token);
                return;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                if (attempt == MaxAttempts)
                {
                    throw new TimeoutException($"The bus did not confirm a {typeof(TMessage).Name} within {MaxAttempts} attempts.");
                }
            }
        }
    }
}
