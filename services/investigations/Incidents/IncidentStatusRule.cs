using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Incidents;

/// <summary>
/// The status follows from what is known, never from the order in which it became known: a person's word first, then
/// whether an alarm has fired since the resolve, then the investigation.
/// </summary>
public static class IncidentStatusRule
{
    public static IncidentStatus Of(IncidentRow incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        if (incident.SetByPerson == IncidentStatus.Closed)
        {
            return IncidentStatus.Closed;
        }

        if (incident.ResolvedAt is { } resolvedAt && !(incident.LastFiredAt > resolvedAt))
        {
            return IncidentStatus.Resolved;
        }

        return incident.InvestigationState switch
        {
            InvestigationState.Running or InvestigationState.Concluded => IncidentStatus.Investigating,
            _ => incident.SetByPerson ?? IncidentStatus.Open,
        };
    }
}
