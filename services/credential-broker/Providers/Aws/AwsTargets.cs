using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>Where a lease on AWS looks: the alarm's region, or every region of the integration.</summary>
public static class AwsTargets
{
    private const int AccountField = 4;

    /// <summary>An ARN says whose it is; what stands beside it was only typed.</summary>
    public static string AccountOf(ResourceRef resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var fields = resource.Id.Split(':', 6);
        return fields is ["arn", _, _, _, { Length: > 0 }, _] ? fields[AccountField] : resource.Account;
    }

    public static CollectionTarget WholeOf(Integration integration)
    {
        ArgumentNullException.ThrowIfNull(integration);
        return new CollectionTarget { Resources = [], Accounts = integration.Accounts, Regions = integration.Regions };
    }

    public static TargetChoice Of(InvestigationRequested request, Integration integration, IReadOnlyList<string> hints)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(integration);
        var isOfAlarm = IsOfAlarm(request, integration);
        var region = isOfAlarm ? request.Alarm!.Region : null;
        if (region is not null && !integration.Regions.Contains(region))
        {
            return TargetChoice.Nothing(
                $"The alarm is in {region}, which is not among the regions of {integration.Name}.",
                $"Connect account {integration.Account} again with {region} among its regions.");
        }

        if (OutsideOf(request, integration, isOfAlarm) is { } outside)
        {
            return TargetChoice.Nothing(
                $"The resource is in {outside}, which is not among the regions of {integration.Name}.",
                $"Connect account {integration.Account} again with the resource's region, or name another resource.");
        }

        IReadOnlyList<string> regions = region is null ? integration.Regions : [region];
        return TargetChoice.Of(WholeOf(integration) with
        {
            Alarm = isOfAlarm ? request.Alarm : null,
            Resources = [.. ResourcesOf(request, integration).Where(x =>
                x.Account == integration.Account && x.Region is { } it && regions.Contains(it))],
            Regions = regions,
            Hints = [.. hints, .. integration.SettingsOf<AwsSettings>().LogGroups],
        });
    }

    private static bool IsOfAlarm(InvestigationRequested request, Integration integration) =>
        request.Alarm is { Provider: CloudProvider.Aws } alarm && alarm.Account == integration.Account;

    /// <summary>Only what lies within the integration: the rest is not this lease's to look at.</summary>
    private static IEnumerable<ResourceRef> ResourcesOf(InvestigationRequested request, Integration integration) =>
        RequestScope.ResourcesOf(request, CloudProvider.Aws).Where(x => AccountOf(x) == integration.Account);

    /// <summary>
    /// Where the resources lie that alone have led to this integration, if none of them is within its regions: a lease
    /// would have nothing to look at.
    /// </summary>
    private static string? OutsideOf(InvestigationRequested request, Integration integration, bool isOfAlarm)
    {
        if (isOfAlarm || request.Scope?.IntegrationIds?.Contains(integration.Id) == true)
        {
            return null;
        }

        var regions = ResourcesOf(request, integration).Select(x => x.Region).Distinct(StringComparer.Ordinal).ToList();
        return regions.Count == 0 || regions.Exists(integration.Regions.Contains)
            ? null
            : string.Join(", ", regions.Select(region => string.IsNullOrEmpty(region) ? "no region" : region));
    }
}
