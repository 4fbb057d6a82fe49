using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Incidents;

/// <summary>The severity of an alarm from the words of its name, else medium; and which of the two it was.</summary>
public static class SeverityRule
{
    public const string FromName = "alarm_name";
    public const string Default = "default";
    public const string Person = "person";

    private static readonly char[] Separators = [' ', '-', '_', '.', '/', ':', '[', ']', '(', ')', '|', ',', '#'];

    public static (IncidentSeverity Severity, string Source) Of(string alarmName)
    {
        ArgumentNullException.ThrowIfNull(alarmName);
        var severities = alarmName.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(OfWord).OfType<IncidentSeverity>().ToList();
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
