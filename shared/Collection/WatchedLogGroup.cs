using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>
/// A log group that was resolved, as the cloud named it: the published name may be redacted, and a call with that one finds
/// nothing. It stays inside the collector: the pattern may quote anything, and the name steers calls.
/// </summary>
/// <param name="Name">Name of the log group.</param>
/// <param name="Owner">The resource that writes it, as published; the group itself where nobody is known.</param>
/// <param name="FilterPattern">
/// Pattern of the metric filter where the alarm counts its lines, empty where that matches every line; null otherwise.
/// </param>
public sealed record WatchedLogGroup(string Name, ResourceRef Owner, string? FilterPattern = null);
