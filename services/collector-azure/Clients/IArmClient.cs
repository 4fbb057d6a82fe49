using System.Text.Json;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>Reads of Azure Resource Manager, each page one call of the budget.</summary>
internal interface IArmClient
{
    /// <summary>One object.</summary>
    /// <param name="permission">The ARM action.</param>
    /// <param name="path">Path and query, encoded.</param>
    /// <param name="scope">What the permission is needed at.</param>
    /// <param name="calls">The source's meter.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<JsonElement> GetAsync(string permission, string path, string scope, CallMeter calls,
        CancellationToken cancellationToken);

    /// <summary>
    /// The items of a list over its pages: never to another host, never the same page twice, never more pages than the bound. A
    /// page that fails after the first costs only what follows.
    /// </summary>
    /// <inheritdoc cref="GetAsync"/>
    Task<ArmPages> ListAsync(string permission, string path, string scope, CallMeter calls,
        CancellationToken cancellationToken);

    /// <summary>The answer to a query that is sent as a POST.</summary>
    Task<JsonElement> PostAsync(
        string permission, string path, string scope, string body, CallMeter calls, CancellationToken cancellationToken);
}
