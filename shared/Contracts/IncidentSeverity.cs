namespace CauseFlow.Contracts;

public enum IncidentSeverity
{
    Critical,
    High,
    Medium,
    Low,
    Info,
}
