namespace CauseFlow.CaseGeneration.Dynamics;

/// <summary>How a cloud measures a signal of a kind of resource: names, units and periods are those of its metric reference.</summary>
/// <param name="Signal">What is measured.</param>
/// <param name="Namespace">CloudWatch's namespace, Azure's resource type, or empty where the name holds it.</param>
/// <param name="Name">Metric name.</param>
/// <param name="Statistic">As that cloud spells it.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="PeriodSeconds">Resolution.</param>
/// <param name="DelaySeconds">How long after its period a value can be read.</param>
/// <param name="Scale">Multiplies the signal, for example 0.001 from milliseconds to seconds.</param>
/// <param name="IsCount">True: values of a period are summed and whole.</param>
/// <param name="Whole">The metric is what is left of this much, such as the free part of a disk; null for the signal itself.</param>
internal sealed record VendorMetric(
    Signal Signal, string Namespace, string Name, string Statistic, string Unit, int PeriodSeconds, int DelaySeconds,
    double Scale = 1, bool IsCount = false, double? Whole = null)
{
    /// <summary>Largest value that the metric can have; null for none.</summary>
    public double? Ceiling => Unit switch { "Percent" => 100, "1" => 1, _ => null };

    public double ValueOf(double signal) => Whole is { } whole ? whole - (signal * Scale) : signal * Scale;
}
