using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Incidents;

/// <summary>An incident as a person describes it, checked.</summary>
public sealed record NewIncident(
    string Title, string Description, IncidentSeverity? Severity, InvestigationScope? Scope);
