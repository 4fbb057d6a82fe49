using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Resolve;

/// <summary>What a run is about.</summary>
internal static class GcpSubject
{
    /// <summary>The alarm of the message, if it is Google's and its policy is in a project of the integration.</summary>
    public static (string Project, string Policy, string Condition)? ConditionOf(CollectionTarget target) =>
        target.Alarm is { Provider: CloudProvider.Gcp } alarm && GcpNames.Condition(alarm.RuleId) is { } condition
        && target.Accounts.Contains(condition.Project) ? condition : null;

    /// <summary>The project that the run is counted under: the alarm's, else the first.</summary>
    public static string AccountOf(CollectionTarget target) =>
        target.Accounts.FirstOrDefault(project => project == target.Alarm?.Account) ?? target.Accounts[0];

    /// <summary>Nothing was named that could be looked up.</summary>
    public static bool IsWholeAccount(CollectionTarget target) => target is { Alarm: null, Resources.Count: 0 };

    /// <summary>Labels of the monitored resource that the alarm speaks of, as they came.</summary>
    public static IReadOnlyDictionary<string, string> LabelsOf(CollectionTarget target) =>
        target.Alarm is { Provider: CloudProvider.Gcp, Dimensions: { } labels } ? labels : new Dictionary<string, string>();
}
