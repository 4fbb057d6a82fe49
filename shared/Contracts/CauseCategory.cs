namespace CauseFlow.Contracts;

/// <summary>The closed list of cause categories.</summary>
public enum CauseCategory
{
    BadDeployment,
    BadConfiguration,
    ResourceExhaustion,
    CapacityLimit,
    DependencyFailure,
    InfrastructureFailure,
    PermissionOrCredential,
    TrafficChange,
    DataOrInput,
    PlatformMaintenance,
    AlarmMisconfigured,
    Unknown,
}
