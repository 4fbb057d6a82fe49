using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// Which accounts of the clouds a request points into: that of its alarm, and those of the resources that a person names.
/// </summary>
internal static class RequestScope
{
    private const int MaxResources = 50;

    /// <summary>Resources of a request that are looked at; a person names one, a message may hold more.</summary>
    public static IEnumerable<ResourceRef> ResourcesOf(InvestigationRequested request, CloudProvider provider) =>
        (request.Scope?.Resources ?? []).Where(resource => resource.Provider == provider).Take(MaxResources);

    /// <summary>Accounts by their cloud: the same digits in two clouds are two accounts.</summary>
    public static IReadOnlyList<CloudAccount> AccountsOf(InvestigationRequested request, CloudAccesses clouds)
    {
        IEnumerable<CloudAccount> ofAlarm = request.Alarm is { } alarm && clouds.Find(alarm.Provider) is not null
            ? [CloudAccount.Of(alarm.Provider, alarm.Account)]
            : [];
        var ofResources = (request.Scope?.Resources ?? []).Select(x => x.Provider).Distinct()
            .Select(clouds.Find).OfType<ICloudAccess>()
            .SelectMany(cloud => ResourcesOf(request, cloud.Provider)
                .Select(resource => CloudAccount.Of(cloud.Provider, cloud.AccountOf(resource))));
        return [.. ofAlarm.Concat(ofResources).Distinct()];
    }
}
