using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>Sends one part of findings at once; in a collector the bus, in tests a list.</summary>
public interface IFindingsPublisher
{
    /// <param name="findings">The part.</param>
    /// <param name="messageId">The same for the same run and part, so that a repeated send is recognised.</param>
    /// <param name="cancellationToken">Cancelled when the lease closes or the process stops.</param>
    Task PublishAsync(FindingsPublished findings, Guid messageId, CancellationToken cancellationToken);
}
