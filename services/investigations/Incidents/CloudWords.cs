using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Incidents;

/// <summary>What people of each cloud call things.</summary>
internal static class CloudWords
{
    /// <summary>Such as <c>subscription</c>.</summary>
    public static string AccountNoun(CloudProvider provider) => provider switch
    {
        CloudProvider.Azure => "subscription",
        CloudProvider.Gcp => "project",
        CloudProvider.Aws or CloudProvider.Generic => "account",
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "No word for its accounts is known."),
    };

    /// <summary>Such as <c>project shop-prod</c>.</summary>
    public static string AccountOf(CloudProvider provider, string account) => $"{AccountNoun(provider)} {account}";

    /// <summary>Region and account; a cloud that is read as a whole has no region to name.</summary>
    public static string PlaceOf(AlarmFact alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        var account = AccountOf(alarm.Provider, alarm.Account);
        return alarm.Region is "global" or "" ? account : $"{account}, {alarm.Region}";
    }

    /// <summary>Where an incident comes from, as its webhook is named.</summary>
    public static string SourceOf(CloudProvider provider) => provider switch
    {
        CloudProvider.Aws => "cloudwatch",
        CloudProvider.Azure => "azure-monitor",
        CloudProvider.Gcp => "gcp-monitoring",
        CloudProvider.Generic => "custom",
        _ => EnumWords.Of(provider),
    };

    /// <summary>What an alarm watches: the resources that it names, else its dimensions, else its name.</summary>
    public static string SubjectOf(AlarmFact alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        if (alarm.TargetIds is { Count: > 0 } targets)
        {
            return string.Join(", ", targets.Order(StringComparer.Ordinal));
        }

        var dimensions = string.Join(", ", (alarm.Dimensions ?? new Dictionary<string, string>())
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} = {pair.Value}"));
        return (alarm.ResourceType, dimensions) switch
        {
            (_, "") => alarm.ResourceType ?? alarm.Name,
            (null, _) => dimensions,
            _ => $"{alarm.ResourceType}: {dimensions}",
        };
    }

    /// <summary>Why an integration takes part; null where the broker has not said.</summary>
    public static string? WhyOf(IntegrationAccess access)
    {
        ArgumentNullException.ThrowIfNull(access);
        return access.JoinedBy switch
        {
            JoinReason.OwnAccount => "the alarm or a named resource lies in it",
            JoinReason.AskedFor => "it was asked for",
            JoinReason.Linked => $"it is linked to {access.JoinedThrough ?? "the alarm's integration"}",
            JoinReason.SameService => $"it has the same service tag{Tag(access)}",
            JoinReason.SameEnvironment => $"it has the same environment tag{Tag(access)}",
            _ => null,
        };
    }

    private static string Tag(IntegrationAccess access) => access.JoinedThrough is { } value ? $", {value}" : "";
}
