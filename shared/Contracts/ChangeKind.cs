namespace CauseFlow.Contracts;

public enum ChangeKind
{
    Deployment,
    Configuration,
    Scaling,
    Identity,
    Lifecycle,
    Maintenance,
}
