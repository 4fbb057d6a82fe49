namespace CauseFlow.Secrets;

/// <summary>The secrets of one service, as far as key rotation needs them. Registered beside the service's store.</summary>
public interface ISecretStore
{
    /// <summary>The service's name, for logs and the status.</summary>
    string Name { get; }

    /// <summary>How many secrets are under each key.</summary>
    Task<IReadOnlyDictionary<string, int>> CountByKeyAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Wraps at most <paramref name="limit"/> secrets, of those that are not under <paramref name="currentKeyId"/>, under
    /// it, in one commit. A secret whose key is missing is counted and left as it is.
    /// </summary>
    /// <param name="currentKeyId">The key to end under.</param>
    /// <param name="after">Where the step before ended; null for the first.</param>
    /// <param name="limit">Rows of this step.</param>
    /// <param name="cancellationToken">Stops between rows; nothing of the step is kept then.</param>
    Task<RewrapStep> RewrapAsync(string currentKeyId, string? after, int limit, CancellationToken cancellationToken);
}
