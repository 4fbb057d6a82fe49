using System.Text.Json;

namespace CauseFlow.ServiceDefaults.Telemetry;

/// <summary>
/// A label whose values are a closed list: whatever a caller passes, a time series is never made of what a sender wrote.
/// </summary>
/// <param name="name">The label.</param>
/// <param name="values">All values but <see cref="Other"/>, which stands for what is not among them.</param>
public sealed class MetricLabel(string name, params IReadOnlyList<string> values)
{
    /// <summary>Stands for everything that is not in the list.</summary>
    public const string Other = "other";

    public string Name => name;

    public IReadOnlyList<string> Values => values;

    public KeyValuePair<string, object?> Of(string value) => new(name, values.Contains(value) ? value : Other);

    /// <summary>An enumeration is a closed list by itself; the words are those of the API.</summary>
    public static KeyValuePair<string, object?> Of<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum =>
        new(name, Enum.IsDefined(value) ? JsonNamingPolicy.SnakeCaseLower.ConvertName($"{value}") : Other);
}
