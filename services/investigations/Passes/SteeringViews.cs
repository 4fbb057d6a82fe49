namespace CauseFlow.Investigations.Passes;

/// <summary>The investigation that was started.</summary>
public sealed record StartedView(string IncidentId, string InvestigationId);

/// <summary>The investigation that was cancelled; completed when earlier passes have a verdict that stands.</summary>
public sealed record CancelledView(string IncidentId, string InvestigationId, InvestigationStatus Status);

/// <summary>Context that was taken.</summary>
/// <param name="IncidentId">The incident that it is kept with.</param>
/// <param name="InvestigationId">The investigation that was started with it, or the running one that it waits
/// for.</param>
/// <param name="Reinvestigation">Whether the next investigation has started.</param>
public sealed record ContextView(string IncidentId, string InvestigationId, Reinvestigation Reinvestigation);

public enum Reinvestigation
{
    /// <summary>The incident is investigated again with the context.</summary>
    Started,

    /// <summary>It will be when the running investigation has ended, once with all that was added until then.</summary>
    Waiting,
}
