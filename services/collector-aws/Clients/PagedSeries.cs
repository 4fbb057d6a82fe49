using System.Text.Json;
using CauseFlow.Collection.Metrics;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>The values of one line of metric math; an anomaly band gives two with one id.</summary>
internal sealed record LineValues(string Id, string? Label, MetricValues Values);

/// <summary>What GetMetricData answered.</summary>
/// <param name="Series">The series.</param>
/// <param name="Messages">What CloudWatch says of the whole call, raw, such as that it left metrics out.</param>
internal sealed record MetricAnswer<T>(IReadOnlyList<T> Series, IReadOnlyList<string> Messages);

/// <summary>
/// One series over the pages of an answer. Such an answer is 200 whatever became of its parts: each result has a status of
/// its own, PartialData on every page but the series' last one, and Forbidden or InternalError for one that was not read.
/// </summary>
internal sealed class PagedSeries
{
    private const string Complete = "Complete";
    private const string PartialData = "PartialData";
    private readonly Dictionary<DateTimeOffset, double> _points = [];
    private string? _status;
    private string? _message;

    public void Add(JsonElement result)
    {
        _status = result.Text("StatusCode") ?? _status;
        _message = Messages(result).FirstOrDefault() ?? _message;
        foreach (var (time, value) in result.Items("Timestamps").Zip(result.Items("Values")))
        {
            if (value.ValueKind == JsonValueKind.Number && AwsJson.Instant(time) is { } at)
            {
                _points[at] = value.GetDouble();
            }
        }
    }

    /// <summary>An endpoint that gives no status at all, or no result for a metric without data, is taken at its word.</summary>
    public MetricValues Read(bool allPages) => _status switch
    {
        Complete => new(_points, true),
        null => new(_points, allPages),
        PartialData when !allPages => new(_points, false),
        _ => new(_points, false, _message is null ? _status : $"{_status}: {_message}"),
    };

    /// <summary>The messages of a result, or of the whole answer.</summary>
    public static IEnumerable<string> Messages(JsonElement element) => element.Items("Messages")
        .Select(message => $"{message.Text("Code")} {message.Text("Value")}".Trim()).Where(text => text.Length > 0);
}
