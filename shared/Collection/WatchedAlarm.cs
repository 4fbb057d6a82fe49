using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>
/// What the alarm, or one below a composite alarm, watches, with names and values exactly as the cloud sent them: a call
/// with a redacted dimension finds nothing. It stays inside the collector, steers calls and is never published.
/// </summary>
/// <param name="Alarm">The alarm as published.</param>
/// <param name="Lines">Its metrics and expressions; a plain alarm has one line, a composite one none.</param>
/// <param name="Name">Its name, as the cloud knows it.</param>
public sealed record WatchedAlarm(AlarmFact Alarm, IReadOnlyList<MetricExpression> Lines, string Name);
