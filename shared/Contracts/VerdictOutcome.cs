namespace CauseFlow.Contracts;

public enum VerdictOutcome
{
    Cause,
    NoIncident,
    Insufficient,
}
