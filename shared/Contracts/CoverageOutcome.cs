namespace CauseFlow.Contracts;

public enum CoverageOutcome
{
    Complete,
    Partial,
    Denied,
    Throttled,
    TimedOut,

    /// <summary>The source's facts arrive late by nature; a follow-up pass reads them.</summary>
    TooEarly,
    NotApplicable,
    Disabled,
    Failed,
}
