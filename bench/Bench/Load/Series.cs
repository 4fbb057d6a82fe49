using System.Globalization;

namespace CauseFlow.Bench.Load;

/// <summary>The figures of the rounds of one target.</summary>
internal sealed class Series(string name, string unit)
{
    private readonly List<double> values = [];

    public string Name => name;

    public double Median => values.Count == 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);

    public void Add(double value) => values.Add(value);

    /// <summary>Median and spread, so that nobody takes a difference inside the spread for one.</summary>
    public override string ToString() => values.Count == 0
        ? $"{name}: nothing measured"
        : string.Create(CultureInfo.InvariantCulture,
            $"{name}: median {Median:0.##} {unit}, spread {values.Min():0.##} to {values.Max():0.##}, {values.Count} rounds");

    /// <summary>The ratio of each round to the same round of the yardstick.</summary>
    public Series RatioTo(Series yardstick)
    {
        var ratio = new Series($"{name} / {yardstick.Name}", "times");
        foreach (var (own, other) in values.Zip(yardstick.values))
        {
            ratio.Add(own / other);
        }

        return ratio;
    }
}
