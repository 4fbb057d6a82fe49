using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Writing;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing;

/// <summary>The incident's lines as the simulator's generators. Clouds that have no level of their own find it in the text.</summary>
internal static class PlayedLines
{
    /// <summary>Noise of a rate.</summary>
    private const double Noise = 0.1;

    public static IEnumerable<LogWriter> Of(Incident incident, Node place) => incident.Logs.Where(writer => writer.Node == place);

    /// <param name="writer">What writes.</param>
    /// <param name="streams">Streams of the group; none where the cloud has no such thing.</param>
    /// <param name="withLevel">True: the text says its level and time.</param>
    public static ScenarioLogEvent Event(LogWriter writer, IReadOnlyList<string> streams, bool withLevel) => new()
    {
        Streams = streams, Segments = Rate(writer), Lines = Lines(writer, withLevel),
    };

    public static IReadOnlyList<ScenarioSegment> Rate(LogWriter writer) => SampledSegments.Of(minute => writer.Rate(minute), Noise);

    public static IReadOnlyList<ScenarioLogLine> Lines(LogWriter writer, bool withLevel)
    {
        if (writer.IsJson && withLevel)
        {
            var message = CaseJson.Text(string.Join('\n', writer.Lines));
            return [new ScenarioLogLine
            {
                Text = $"{{\"Timestamp\":\"{{time}}\",\"level\":\"{writer.Level ?? "INFO"}\",\"message\":{message},\"traceId\":\"{{hex:32}}\"}}",
            }];
        }

        var head = withLevel && writer.Level is { } level && !writer.Lines[0].Contains(level, StringComparison.Ordinal)
            ? $"{{time}} {level} {writer.Lines[0]}" : writer.Lines[0];
        return writer.IsSplit
            ? [new ScenarioLogLine { Text = head }, .. writer.Lines.Skip(1).Select((line, i) => new ScenarioLogLine { Text = line, OffsetMs = i / 2 })]
            : [new ScenarioLogLine { Text = string.Join('\n', writer.Lines.Skip(1).Prepend(head)) }];
    }
}
