namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>Which of EC2's own words speaks.</summary>
public enum InstanceTroubleKind
{
    Maintenance,
    NotRunning,
    SystemCheck,
    StorageCheck,
    InstanceCheck,
}
