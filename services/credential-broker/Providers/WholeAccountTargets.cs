using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;

namespace CauseFlow.CredentialBroker.Providers;

/// <summary>
/// Where a lease looks on a cloud that is read as a whole: in all subscriptions or projects of the integration.
/// </summary>
internal static class WholeAccountTargets
{
    public const string Global = "global";

    public static CollectionTarget WholeOf(Integration integration) =>
        new() { Resources = [], Accounts = integration.Accounts, Regions = [Global] };

    /// <summary>
    /// Alarm and resources only where they lie within the integration: the rest is not this lease's to look at.
    /// </summary>
    public static CollectionTarget Of(
        InvestigationRequested request, Integration integration, IReadOnlyList<string> hints,
        Func<ResourceRef, string> accountOf)
    {
        bool IsWithin(string account) => integration.Accounts.Contains(account, StringComparer.OrdinalIgnoreCase);
        return WholeOf(integration) with
        {
            Alarm = request.Alarm is { } alarm && alarm.Provider == integration.Provider && IsWithin(alarm.Account) ? alarm : null,
            Resources = [.. RequestScope.ResourcesOf(request, integration.Provider).Where(x => IsWithin(accountOf(x)))],
            Hints = hints,
        };
    }
}
