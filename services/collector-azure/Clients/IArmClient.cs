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
    /// The items of a list over its pages: never to another host, never the same page twice, never more pages or bytes than the bound. A
    /// page that fails after the first costs only what follows.
    /// </summary>
    /// <param name="permission">The ARM action.</param>
    /// <param name="path">Path and query, encoded.</param>
    /// <param name="scope">What the permission is needed at.</param>
    /// <param name="keep">
    /// What is kept of an entry, while its page is there: pages are large, and little of them is read. It must not hold the
    /// element itself.
    /// </param>
    /// <param name="calls">The source's meter.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    Task<ArmPages<T>> ListAsync<T>(string permission, string path, string scope, Func<JsonElement, T> keep, CallMeter calls,
        CancellationToken cancellationToken);

    /// <summary>The answer to a query that is sent as a POST.</summary>
    Task<JsonElement> PostAsync(
        string permission, string path, string scope, string body, CallMeter calls, CancellationToken cancellationToken);
}

/// <summary>Lists whose entries are small enough to be kept as they are.</summary>
internal static class ArmLists
{
    public static Task<ArmPages<JsonElement>> ListAsync(
        this IArmClient arm, string permission, string path, string scope, CallMeter calls, CancellationToken cancellationToken) =>
        arm.ListAsync(permission, path, scope, static item => item.Clone(), calls, cancellationToken);
}
