namespace CauseFlow.Investigations.Notifications;

public enum DeliveryState
{
    /// <summary>To be sent, now or at its next attempt.</summary>
    Pending,

    /// <summary>The receiver has taken it.</summary>
    Sent,

    /// <summary>Refused for good, or its time was up.</summary>
    Failed,

    /// <summary>Its channel was removed or switched off before it was sent.</summary>
    Dropped,
}
