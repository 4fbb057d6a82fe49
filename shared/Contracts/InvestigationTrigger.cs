namespace CauseFlow.Contracts;

public enum InvestigationTrigger
{
    Alarm,
    Manual,
    Reinvestigate,
    Backfill,
    FollowUp,
}
