namespace CauseFlow.Investigations.Notifications;

/// <summary>What people are told of.</summary>
public enum NotificationEvent
{
    /// <summary>An incident was opened, or opened again.</summary>
    Opened,

    /// <summary>An investigation came to a cause.</summary>
    CauseFound,

    /// <summary>A later verdict says otherwise than what people were told.</summary>
    CauseChanged,

    /// <summary>All alarms are OK, or a person has resolved or closed it.</summary>
    Resolved,

    /// <summary>An admin tries a channel.</summary>
    Test,
}
