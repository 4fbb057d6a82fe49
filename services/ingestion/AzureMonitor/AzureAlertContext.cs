using System.Globalization;
using System.Text.Json;
using System.Xml;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;

namespace CauseFlow.Ingestion.AzureMonitor;

/// <summary>
/// What an alert's context says. Metric and log alerts have a condition whose first criterion counts; log alerts of the
/// old API have its members, with capitals, in the context itself; alerts on the activity log have an event. Links to
/// search results are not kept: nothing is to follow them.
/// </summary>
public sealed record AzureAlertContext
{
    private const int MaxName = 255;
    private const int MaxValue = 1024;
    private const int MaxItems = 50;
    private const int MaxPeriodSeconds = 172_800;

    /// <summary>Stages of Service Health at which nothing is wrong any more.</summary>
    private static readonly string[] EndStages = ["Resolved", "Complete", "Canceled", "RCA"];

    public string? Reason { get; private init; }
    public MetricRule? Metric { get; private init; }
    public IReadOnlyDictionary<string, string>? Dimensions { get; private init; }
    public double? Threshold { get; private init; }
    public string? Comparison { get; private init; }

    /// <summary>True for an event that tells of the end of a trouble: the resource is healthy again.</summary>
    public bool IsRecovery { get; private init; }

    public static AzureAlertContext Read(JsonElement? context)
    {
        if (context is not { } given)
        {
            return new AzureAlertContext();
        }

        if (given.Member("condition") is { } condition && condition.Items("allOf", 1).ToList() is [var criterion]
            && criterion.ValueKind == JsonValueKind.Object)
        {
            return OfCriterion(condition, criterion);
        }

        return given.Text("searchQuery") is not null ? OfOldLogAlert(given)
            : given.Text("expression") is { } expression
                ? new AzureAlertContext { Reason = $"{expression}: {given.Text("expressionValue")}" }
                : OfEvent(given);
    }

    private static AzureAlertContext OfCriterion(JsonElement condition, JsonElement criterion)
    {
        var name = criterion.Text("metricName");
        var metricNamespace = criterion.Text("metricNamespace");
        var aggregation = criterion.Text("timeAggregation");
        var threshold = criterion.Number("threshold");
        var comparison = AlarmText.OptionalLine(criterion.Text("operator"), MaxName);
        var measured = name ?? (criterion.Text("searchQuery") is null ? "The criterion" : "The query's result");
        return new AzureAlertContext
        {
            Reason = Sentence(measured, aggregation, criterion.Number("metricValue"), comparison, threshold),
            Metric = name is null || metricNamespace is null ? null : new MetricRule
            {
                Namespace = AlarmText.Line(metricNamespace, MaxName),
                Name = AlarmText.Line(name, MaxName),
                Statistic = Statistic(aggregation),
                PeriodSeconds = Seconds(condition.Text("windowSize")),
                EvaluationPeriods = 1,
            },
            Dimensions = DimensionsOf(criterion),
            Threshold = threshold,
            Comparison = comparison,
        };
    }

    private static AzureAlertContext OfOldLogAlert(JsonElement context)
    {
        var (threshold, comparison) = (context.Number("threshold"), context.Text("operator"));
        return new AzureAlertContext
        {
            Reason = Sentence("The query's result count", null, context.Number("resultCount"), comparison, threshold),
            Dimensions = DimensionsOf(context),
            Threshold = threshold,
            Comparison = AlarmText.OptionalLine(comparison, MaxName),
        };
    }

    private static AzureAlertContext OfEvent(JsonElement context)
    {
        var properties = context.Member("properties");
        var title = properties?.Text("title");
        string?[] parts =
        [
            context.Text("operationName"),
            context.Text("status"),
            properties?.Text("currentHealthStatus") is { } health
                ? $"health {properties.Value.Text("previousHealthStatus") ?? "unknown"} to {health}" : null,
            properties?.Text("cause"),
            title,
        ];
        var said = parts.OfType<string>().ToList();
        return new AzureAlertContext
        {
            Reason = said.Count == 0 ? null : string.Join(", ", said),
            IsRecovery = Is(context.Text("status"), "Resolved")
                || Is(properties?.Text("currentHealthStatus"), "Available")
                || EndStages.Any(stage => Is(properties?.Text("stage"), stage)),
        };
    }

    private static bool Is(string? word, string expected) =>
        expected.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static string Sentence(
        string measured, string? aggregation, double? value, string? comparison, double? threshold) =>
        measured + (aggregation is null ? "" : $" ({aggregation})") + $" was {Number(value)}"
        + (comparison is null ? "." : $"; the rule fires at {comparison} {Number(threshold)}.");

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "not sent";

    private static Dictionary<string, string>? DimensionsOf(JsonElement owner)
    {
        var dimensions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in owner.Items("dimensions", MaxItems))
        {
            if (item.Text("name") is { Length: <= MaxName } name && item.Text("value") is { Length: <= MaxValue } value)
            {
                dimensions[name] = value;
            }
        }

        return dimensions.Count == 0 ? null : AlarmText.Pairs(dimensions, MaxName, MaxValue);
    }

    /// <summary>The words that the contract has for all clouds.</summary>
    private static string Statistic(string? aggregation) => aggregation?.ToUpperInvariant() switch
    {
        "TOTAL" => "Sum",
        "MINIMUM" => "Minimum",
        "MAXIMUM" => "Maximum",
        "COUNT" => "SampleCount",
        _ => "Average",
    };

    /// <summary>ISO 8601, such as PT5M.</summary>
    private static int Seconds(string? duration)
    {
        try
        {
            return duration is { Length: <= 32 }
                ? (int)Math.Clamp(XmlConvert.ToTimeSpan(duration).TotalSeconds, 1, MaxPeriodSeconds) : 300;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return 300;
        }
    }
}
