namespace CauseFlow.Contracts;

public enum ResourceStatus
{
    Healthy,
    Degraded,
    Failed,
    Stopped,
    Unknown,
}
