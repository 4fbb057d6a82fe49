namespace CauseFlow.Investigations.Passes;

public enum InvestigationStatus
{
    /// <summary>Asked for; no session has been redeemed.</summary>
    Requested,

    /// <summary>A collector is at work.</summary>
    Collecting,
    Completed,
    Cancelled,
}
