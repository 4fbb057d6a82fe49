namespace CauseFlow.Collection;

/// <summary>
/// A log group whose lines the alarm counts, as the cloud named it. It stays inside the collector: the pattern may quote
/// anything, and the name steers calls.
/// </summary>
/// <param name="Name">Name of the log group.</param>
/// <param name="FilterPattern">Pattern of the metric filter; empty where it matches every line.</param>
public sealed record WatchedLogGroup(string Name, string FilterPattern);
