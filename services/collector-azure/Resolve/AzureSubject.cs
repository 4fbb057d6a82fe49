using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Resolve;

/// <summary>What a run is about.</summary>
internal static class AzureSubject
{
    public const string AlertType = "microsoft.alertsmanagement/alerts";

    /// <summary>The alert that started the run, if it lies in a subscription of the integration.</summary>
    public static AzureId? AlertOf(CollectionTarget target) =>
        target.Alarm is { Provider: CloudProvider.Azure } alarm && AzureId.Parse(alarm.Id) is { Type: AlertType } id
        && target.Accounts.Contains(id.Subscription, StringComparer.OrdinalIgnoreCase) ? id : null;

    /// <summary>The subscription that the run is counted under: the alert's, else the first.</summary>
    public static string AccountOf(CollectionTarget target)
    {
        var said = AlertOf(target)?.Subscription ?? target.Alarm?.Account;
        return target.Accounts.FirstOrDefault(account =>
            account.Equals(said, StringComparison.OrdinalIgnoreCase)) ?? target.Accounts[0];
    }
}
