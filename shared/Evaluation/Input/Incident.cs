using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Evaluation.Input;

/// <summary>The alarm of a case, as <c>incident.json</c> gives it.</summary>
internal sealed record Incident
{
    public const string FileName = "incident.json";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public required string Id { get; init; }
    public required CloudProvider Provider { get; init; }
    public required DateTimeOffset FiredAt { get; init; }
    public string? Resource { get; init; }
    public string? Metric { get; init; }
    public string? Statistic { get; init; }

    /// <summary>1 up, -1 down, 0 either or unknown.</summary>
    public required int Direction { get; init; }
    public required InvestigationWindow Window { get; init; }

    /// <summary>What else an alarm says of itself, where the case has it.</summary>
    public double? Threshold { get; init; }
    public string? Comparison { get; init; }
    public int? PeriodSeconds { get; init; }
    public int? EvaluationPeriods { get; init; }
    public string? TreatMissingData { get; init; }

    /// <param name="folder">Folder of the case.</param>
    /// <param name="now">The case's clock where it was asked for; bounds a window that has no end.</param>
    public static Incident Read(string folder, DateTimeOffset? now)
    {
        using var document = JsonFile.Open(folder, FileName) ?? throw new BadInputException(FileName, "is missing.");
        var root = document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement
            : throw new BadInputException(FileName, "is not an object.");
        var start = Time(root, "windowStart");
        var firedAt = Time(root, "firedAt") ?? start ?? throw new BadInputException(FileName, "\"firedAt\" is missing.");
        var usual = InvestigationWindows.Of(firedAt, now ?? DateTimeOffset.MaxValue);
        var from = start ?? usual.From;
        var to = Time(root, "windowEnd") ?? (usual.To > from ? usual.To : from + Hour);
        if (to <= from)
        {
            throw new BadInputException(FileName, "\"windowEnd\" is not after \"windowStart\".");
        }

        return new Incident
        {
            Id = JsonFile.Text(root, "id") is { Length: > 0 } id ? id : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            Provider = ProviderOf(JsonFile.Text(root, "provider")),
            FiredAt = firedAt,
            Resource = NotEmpty(JsonFile.Text(root, "resource")),
            Metric = NotEmpty(JsonFile.Text(root, "metric")),
            Statistic = NotEmpty(JsonFile.Text(root, "statistic")),
            Direction = DirectionOf(JsonFile.Text(root, "direction")),
            Window = WindowOf(from, to),
            Threshold = Number(root, "threshold"),
            Comparison = NotEmpty(JsonFile.Text(root, "comparison")),
            PeriodSeconds = (int?)Number(root, "periodSeconds"),
            EvaluationPeriods = (int?)Number(root, "evaluationPeriods"),
            TreatMissingData = NotEmpty(JsonFile.Text(root, "treatMissingData")),
        };
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static double? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static DateTimeOffset? Time(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return Timestamps.TryRead(value, out var time) ? time
            : throw new BadInputException(Incident.FileName, $"\"{name}\" is no time (ISO 8601 or a Unix time).");
    }

    private static CloudProvider ProviderOf(string? word) => word?.Trim().ToLowerInvariant() switch
    {
        "aws" or "amazon" => CloudProvider.Aws,
        "azure" or "microsoft" => CloudProvider.Azure,
        "gcp" or "google" => CloudProvider.Gcp,
        _ => CloudProvider.Generic,
    };

    private static int DirectionOf(string? word) => word?.Trim().ToLowerInvariant() switch
    {
        "up" or "high" or "above" or "increase" or "greater" or "1" => 1,
        "down" or "low" or "below" or "decrease" or "less" or "-1" => -1,
        _ => 0,
    };

    /// <summary>The comparison windows of <see cref="InvestigationWindows"/>, about a window that the case names.</summary>
    private static InvestigationWindow WindowOf(DateTimeOffset from, DateTimeOffset to) => new()
    {
        From = from,
        To = to,
        Baselines =
        [
            new() { From = from - Hour, To = from, Kind = BaselineKind.Adjacent },
            new() { From = from.AddDays(-1), To = to.AddDays(-1), Kind = BaselineKind.SameHourYesterday },
            new() { From = from.AddDays(-7), To = to.AddDays(-7), Kind = BaselineKind.SameHourLastWeek },
        ],
    };
}
