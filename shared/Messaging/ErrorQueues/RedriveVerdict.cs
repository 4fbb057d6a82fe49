namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>Whether a message may be sent again.</summary>
/// <param name="Code">Null when it may; else why not.</param>
/// <param name="Message">What to do instead.</param>
public sealed record RedriveVerdict(string? Code, string Message)
{
    public static RedriveVerdict Send { get; } = new(null, "");

    public static RedriveVerdict Unreadable { get; } = new(
        "message_unreadable", "This release cannot read the message, so that sending it again would bring it back. Discard it.");

    public static RedriveVerdict Obsolete { get; } = new(
        "message_obsolete", "A closed lease is refused without this message: it has nothing to do any more. Discard it.");

    public static RedriveVerdict Expired { get; } = new(
        "request_expired", "The investigation was to end by now. Discard the message and start it again from its incident.");

    public static RedriveVerdict LeaseClosed { get; } = new(
        "lease_closed", "The lease is closed or has expired: no collector could redeem it. Discard the message.");
}
