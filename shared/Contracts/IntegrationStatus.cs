namespace CauseFlow.Contracts;

public enum IntegrationStatus
{
    Connected,
    Error,
    Disconnected,
}
