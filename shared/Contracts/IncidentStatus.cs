namespace CauseFlow.Contracts;

public enum IncidentStatus
{
    Open,
    Triaging,
    Investigating,
    Resolved,
    Closed,
}
