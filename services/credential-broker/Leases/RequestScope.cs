using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// Which AWS accounts a request points into: that of its alarm, and those of the resources that a person names.
/// </summary>
internal static class RequestScope
{
    private const int AccountField = 4;
    private const int MaxResources = 50;

    /// <summary>Resources of a request that are looked at; a person names one, a message may hold more.</summary>
    public static IEnumerable<ResourceRef> ResourcesOf(InvestigationRequested request) =>
        (request.Scope?.Resources ?? []).Where(resource => resource.Provider == CloudProvider.Aws).Take(MaxResources);

    public static IReadOnlyList<string> AccountsOf(InvestigationRequested request)
    {
        IEnumerable<string> ofAlarm = request.Alarm is { Provider: CloudProvider.Aws } alarm ? [alarm.Account] : [];
        return [.. ofAlarm.Concat(ResourcesOf(request).Select(AccountOf)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>An ARN says whose it is; what stands beside it was only typed.</summary>
    public static string AccountOf(ResourceRef resource)
    {
        var fields = resource.Id.Split(':', 6);
        return fields is ["arn", _, _, _, { Length: > 0 }, _] ? fields[AccountField] : resource.Account;
    }
}
