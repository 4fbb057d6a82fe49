namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>Which word of Azure or Google Cloud speaks.</summary>
public enum CloudTroubleKind
{
    Health,
    Condition,
    NotRunning,
    Upgrade,
    Rollout,
    Guest,
}
