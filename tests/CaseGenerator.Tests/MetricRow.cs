using System.Globalization;

namespace CauseFlow.CaseGeneration.Tests;

/// <summary>A row of metrics.csv; no name of the generator's holds a comma.</summary>
internal sealed record MetricRow(DateTimeOffset Time, string Resource, string Metric, string Statistic, string Unit, double Value)
{
    public static MetricRow Of(string line)
    {
        var fields = line.Split(',');
        fields.Length.ShouldBe(6, line);
        return new MetricRow(
            DateTimeOffset.Parse(fields[0], CultureInfo.InvariantCulture), fields[1], fields[2], fields[3], fields[4],
            double.Parse(fields[5], CultureInfo.InvariantCulture));
    }
}
