using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Providers;

/// <summary>The clouds that this broker knows.</summary>
public sealed class CloudAccesses(IEnumerable<ICloudAccess> clouds)
{
    private readonly List<ICloudAccess> _clouds = [.. clouds];

    /// <summary>Null for a provider that nobody can be lent access to.</summary>
    public ICloudAccess? Find(CloudProvider provider) => _clouds.Find(cloud => cloud.Provider == provider);

    /// <exception cref="InvalidOperationException">A row of the store names a cloud that this release does not know.</exception>
    public ICloudAccess Of(CloudProvider provider) =>
        Find(provider) ?? throw new InvalidOperationException($"This release cannot lend access to {provider}.");

    /// <exception cref="InvalidOperationException">A lease of the store names a collector that this release does not know.</exception>
    public ICloudAccess OfCollector(string collector) => _clouds.Find(cloud => cloud.Collector == collector)
        ?? throw new InvalidOperationException($"This release knows no collector {collector}.");

    /// <summary>Whether some cloud mints credentials for it.</summary>
    public bool IsAudience(string audience) => _clouds.Exists(cloud => cloud.Audiences.Contains(audience));

    /// <summary>The services that may redeem.</summary>
    public IReadOnlyList<string> Collectors => [.. _clouds.Select(cloud => cloud.Collector)];
}
