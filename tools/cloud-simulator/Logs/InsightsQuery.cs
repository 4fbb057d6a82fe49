namespace CauseFlow.CloudSimulation.Logs;

/// <summary>Keeps or drops a line by one field.</summary>
internal sealed record InsightsFilter(string Field, Func<string, bool> Test);

/// <summary>Rows are counted by time bins.</summary>
/// <param name="CountName">Column of the count.</param>
/// <param name="BinName">Column of the bin; null counts everything in one row.</param>
/// <param name="BinSize">Width of a bin.</param>
/// <param name="ByLog">Counted for each log group apart.</param>
internal sealed record InsightsStats(string CountName, string? BinName, TimeSpan BinSize, bool ByLog = false);

/// <summary>A parsed query of the subset that is simulated.</summary>
/// <param name="Fields">Columns to show.</param>
/// <param name="Filters">All must hold; each is a list of alternatives.</param>
/// <param name="Stats">Aggregation, if any.</param>
/// <param name="SortField">Column to sort by; null means newest first.</param>
/// <param name="SortDescending">Direction.</param>
/// <param name="Limit">Rows; null means the limit of the request.</param>
internal sealed record InsightsQuery(
    IReadOnlyList<string> Fields,
    IReadOnlyList<IReadOnlyList<InsightsFilter>> Filters,
    InsightsStats? Stats,
    string? SortField,
    bool SortDescending,
    int? Limit);
