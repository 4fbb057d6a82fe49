namespace CauseFlow.CaseGeneration;

/// <summary>How much surrounds an incident.</summary>
public sealed record CaseSize
{
    public required string Name { get; init; }

    /// <summary>Minutes of metrics before the window.</summary>
    public required int BaselineMinutes { get; init; }

    /// <summary>Least and most minutes from the alarm to the end of the window.</summary>
    public required (int From, int To) MinutesAfter { get; init; }

    /// <summary>Most metrics of one resource.</summary>
    public required int MetricsPerResource { get; init; }

    /// <summary>Seconds between two values of every metric but the alarm's; 0 for what the vendor has.</summary>
    public int CompanionPeriodSeconds { get; init; }

    /// <summary>True: metrics and lines name resources as people do, not by their ids.</summary>
    public bool UsesNames { get; init; }

    /// <summary>Services that have nothing to do with it.</summary>
    public required int Bystanders { get; init; }

    /// <summary>Lines per minute and service that tell of requests.</summary>
    public required double TrafficLines { get; init; }

    /// <summary>Most lines per minute that one complaint writes.</summary>
    public required double ComplaintLines { get; init; }

    /// <summary>As little as an incident can be told with: some 30 KB, to be kept with the code.</summary>
    public static readonly CaseSize Tiny = new()
    {
        Name = "tiny", BaselineMinutes = 60, MinutesAfter = (5, 8), MetricsPerResource = 2, Bystanders = 0, TrafficLines = 0.07,
        ComplaintLines = 0.7, CompanionPeriodSeconds = 300, UsesNames = true,
    };

    /// <summary>One to two thousand values and some 200 lines.</summary>
    public static readonly CaseSize Small = new()
    {
        Name = "small", BaselineMinutes = 60, MinutesAfter = (5, 12), MetricsPerResource = 2, Bystanders = 0, TrafficLines = 0.35,
        ComplaintLines = 2.5,
    };

    /// <summary>Six hours of metrics of a dozen services, some 10,000 lines.</summary>
    public static readonly CaseSize Medium = new()
    {
        Name = "medium", BaselineMinutes = 360, MinutesAfter = (8, 30), MetricsPerResource = 5, Bystanders = 7, TrafficLines = 9,
        ComplaintLines = 25,
    };

    /// <summary>A day of 300 series and 100,000 lines.</summary>
    public static readonly CaseSize Large = new()
    {
        Name = "large", BaselineMinutes = 1_440, MinutesAfter = (10, 30), MetricsPerResource = 6, Bystanders = 62, TrafficLines = 18,
        ComplaintLines = 120,
    };

    public static readonly IReadOnlyList<CaseSize> All = [Tiny, Small, Medium, Large];

    /// <exception cref="FormatException">There is no such size.</exception>
    public static CaseSize Named(string name) => All.FirstOrDefault(size => size.Name == name)
        ?? throw new FormatException($"'{name}' is not a size: {string.Join(", ", All.Select(size => size.Name))}.");
}
