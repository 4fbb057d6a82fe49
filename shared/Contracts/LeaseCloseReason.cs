namespace CauseFlow.Contracts;

public enum LeaseCloseReason
{
    Completed,
    Cancelled,
    Expired,
    Disconnected,
}
