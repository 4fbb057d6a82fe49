namespace CauseFlow.Collection.Calls;

/// <summary>How often and how long a call is tried.</summary>
/// <param name="MaxAttempts">Attempts of one call, the first included.</param>
/// <param name="RetryDelay">Before the second attempt; doubles, with jitter, up to 5 s.</param>
/// <param name="AttemptTimeout">Time of one attempt, body included.</param>
public sealed record CallLimits(int MaxAttempts, TimeSpan RetryDelay, TimeSpan AttemptTimeout);
