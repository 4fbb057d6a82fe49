using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Alarms;

/// <summary>
/// The severity of an alarm: what the sender says, else its tag <c>severity</c>, else the words of its name, else
/// medium; and which of them it was.
/// </summary>
public static class SeverityRule
{
    public const string FromSender = "sender";
    public const string FromTag = "tag";
    public const string FromName = "alarm_name";
    public const string Default = "default";
    public const string Person = "person";

    private const string Tag = "severity";
    private static readonly char[] Separators = [' ', '-', '_', '.', '/', ':', '[', ']', '(', ')', '|', ',', '#'];

    public static (IncidentSeverity Severity, string Source) Of(AlarmFact alarm)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        if (alarm.Severity is { } said)
        {
            return (said, FromSender);
        }

        var tag = alarm.Tags?.FirstOrDefault(pair => string.Equals(pair.Key, Tag, StringComparison.OrdinalIgnoreCase))
            .Value;
        return tag is not null && OfWord(tag.Trim()) is { } tagged ? (tagged, FromTag) : OfName(alarm.Name);
    }

    public static (IncidentSeverity Severity, string Source) OfName(string alarmName)
    {
        ArgumentNullException.ThrowIfNull(alarmName);
        var severities = alarmName.Split(Separators, StringSplitOptions.RemoveEmptyEntries)
            .Select(OfWord).OfType<IncidentSeverity>().ToList();
        return severities.Count > 0 ? (severities.Min(), FromName) : (IncidentSeverity.Medium, Default);
    }

    private static IncidentSeverity? OfWord(string word) => word.ToUpperInvariant() switch
    {
        "CRITICAL" or "CRIT" or "FATAL" or "P0" or "SEV0" or "SEV1" => IncidentSeverity.Critical,
        "HIGH" or "P1" or "SEV2" or "URGENT" or "MAJOR" => IncidentSeverity.High,
        "MEDIUM" or "P2" or "SEV3" or "WARNING" or "WARN" => IncidentSeverity.Medium,
        "LOW" or "P3" or "SEV4" or "MINOR" => IncidentSeverity.Low,
        "INFO" or "P4" or "SEV5" => IncidentSeverity.Info,
        _ => null,
    };
}
