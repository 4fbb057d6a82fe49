using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Incidents;

/// <summary>Which status a person may give an incident (the closed list's transitions).</summary>
public static class IncidentTransitions
{
    public static bool IsAllowed(IncidentStatus from, IncidentStatus to) => (from, to) switch
    {
        (IncidentStatus.Open, IncidentStatus.Triaging) => true,
        (IncidentStatus.Open or IncidentStatus.Triaging or IncidentStatus.Investigating, IncidentStatus.Resolved) =>
            true,
        (IncidentStatus.Resolved or IncidentStatus.Closed, IncidentStatus.Open) => true,
        (not IncidentStatus.Closed, IncidentStatus.Closed) => true,
        _ => false,
    };
}
