using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Signals;

/// <summary>A log template whose share of its resource's lines changed in some stretch of the incident window.</summary>
/// <param name="Reading">The pattern.</param>
/// <param name="Owner">Number of its resource in the topology.</param>
/// <param name="Stops">True when it stopped while the resource went on writing; false when an error came or grew.</param>
/// <param name="From">First minute of the stretch.</param>
/// <param name="Lines">Lines in the stretch.</param>
/// <param name="Expected">Lines that its share before would have made in it.</param>
/// <param name="Surprise">−log10 of the tail probability, after the baseline's own unrest and the choice of the stretch; at most 8.</param>
internal sealed record TemplateShift(
    PatternReading Reading, int Owner, bool Stops, DateTimeOffset From, double Lines, double Expected, double Surprise);
