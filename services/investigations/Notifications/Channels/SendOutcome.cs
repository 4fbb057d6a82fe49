namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>How one attempt went.</summary>
/// <param name="Status">HTTP status; null when no answer came.</param>
/// <param name="Error">A stable word; null when the receiver has taken it.</param>
/// <param name="IsFinal">Another attempt would end the same.</param>
/// <param name="RetryAfter">When the receiver wants to be asked again.</param>
public sealed record SendOutcome(int? Status, string? Error, bool IsFinal = false, TimeSpan? RetryAfter = null)
{
    public bool IsTaken => Error is null;

    public static SendOutcome Of(int status, TimeSpan? retryAfter) => status switch
    {
        >= 200 and < 300 => new(status, null),
        >= 300 and < 400 => new(status, "redirected", IsFinal: true),
        408 or 425 or 429 => new(status, "not_now", RetryAfter: retryAfter),
        >= 400 and < 500 => new(status, "refused", IsFinal: true),
        _ => new(status, "receiver_failed", RetryAfter: retryAfter),
    };
}
