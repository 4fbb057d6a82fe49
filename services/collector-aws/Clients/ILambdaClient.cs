using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>A list that may have been cut off at the bound of pages.</summary>
internal sealed record Pages<T>(IReadOnlyList<T> Items, bool IsComplete);

/// <summary>The calls of Lambda that are used.</summary>
internal interface ILambdaClient
{
    /// <param name="function">Name or ARN; encoded into the path.</param>
    /// <param name="qualifier">Version or alias; null for $LATEST.</param>
    /// <param name="calls">Meter of the source.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<FunctionConfiguration> GetFunctionConfigurationAsync(
        string function, string? qualifier, CallMeter calls, CancellationToken cancellationToken);

    Task<Pages<FunctionConfiguration>> ListVersionsByFunctionAsync(
        string function, int maxPages, CallMeter calls, CancellationToken cancellationToken);

    Task<Pages<FunctionAlias>> ListAliasesAsync(
        string function, int maxPages, CallMeter calls, CancellationToken cancellationToken);

    Task<Pages<EventSource>> ListEventSourceMappingsAsync(
        string function, int maxPages, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>Reserved concurrent executions; null if none are reserved.</summary>
    Task<int?> GetFunctionConcurrencyAsync(string function, CallMeter calls, CancellationToken cancellationToken);
}
