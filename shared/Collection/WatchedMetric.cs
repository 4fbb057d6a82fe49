using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>
/// One metric that the alarm, or an alarm below a composite one, watches, with names and values exactly as the cloud sent
/// them: a call with a redacted dimension finds nothing. It stays inside the collector, steers calls and is never published.
/// </summary>
/// <param name="Alarm">The alarm as published.</param>
/// <param name="Namespace">Namespace of the metric.</param>
/// <param name="Name">Name of the metric.</param>
/// <param name="Dimensions">Its dimensions.</param>
public sealed record WatchedMetric(
    AlarmFact Alarm, string Namespace, string Name, IReadOnlyDictionary<string, string> Dimensions);
