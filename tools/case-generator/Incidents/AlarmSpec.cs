using CauseFlow.CaseGeneration.Dynamics;

namespace CauseFlow.CaseGeneration.Incidents;

/// <summary>The alarm that starts the investigation.</summary>
internal sealed record AlarmSpec
{
    public required Component Component { get; init; }

    public required VendorMetric Metric { get; init; }

    /// <summary>up or down.</summary>
    public required string Direction { get; init; }

    public required double Threshold { get; init; }

    public int EvaluationPeriods { get; init; } = 2;

    public string TreatMissingData { get; init; } = "missing";

    public string Comparison => Direction == "up" ? "GreaterThanThreshold" : "LessThanThreshold";
}
