using CauseFlow.CaseGeneration.Dynamics;
using CauseFlow.CaseGeneration.Platforms;

namespace CauseFlow.CaseGeneration.Incidents;

/// <summary>A finished incident: everything that happened, not yet written as one cloud or one file has it.</summary>
internal sealed record Incident
{
    public required string Id { get; init; }

    public required int Seed { get; init; }

    public required int Number { get; init; }

    public required Application Application { get; init; }

    public required Behaviour Behaviour { get; init; }

    public required CaseSize Size { get; init; }

    /// <summary>Minute 0; a whole minute.</summary>
    public required DateTimeOffset Origin { get; init; }

    /// <summary>When the alarm changed its state, within minute 0.</summary>
    public required DateTimeOffset FiredAt { get; init; }

    /// <summary>Minutes; the window starts 15 minutes before the alarm.</summary>
    public required int WindowEndMinute { get; init; }

    public const int WindowStartMinute = -15;

    public required AlarmSpec Alarm { get; init; }

    /// <summary>In the order of time.</summary>
    public required IReadOnlyList<ChangeEvent> Changes { get; init; }

    /// <summary>In the order of time.</summary>
    public required IReadOnlyList<StateFact> States { get; init; }

    public required IReadOnlyList<LogWriter> Logs { get; init; }

    public required IReadOnlySet<string> MissingFiles { get; init; }

    public required IReadOnlySet<Component> Unmeasured { get; init; }

    public required Func<double, bool> IsGap { get; init; }

    public required CaseTruth Truth { get; init; }

    /// <summary>As metrics and lines name it; without a topology nothing would resolve a name.</summary>
    public string NameOf(Node node) => Size.UsesNames && !MissingFiles.Contains("topology.json") ? node.Name : node.Id;

    public DateTimeOffset At(double minute) => Origin.AddMilliseconds(Math.Round(minute * 60_000));
}
