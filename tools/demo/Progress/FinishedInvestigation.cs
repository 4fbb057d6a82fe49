using CauseFlow.Demo.Api;

namespace CauseFlow.Demo.Progress;

/// <summary>An investigation with its verdict, and the incident it belongs to.</summary>
internal sealed record FinishedInvestigation(IncidentAnswer Incident, InvestigationAnswer Investigation);
