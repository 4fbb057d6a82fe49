using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.CollectorAzure.Clients;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>What came of a part's query.</summary>
/// <param name="Part">What was asked.</param>
/// <param name="Rows">At most so many rows; empty where the query failed.</param>
/// <param name="Missing">Why rows are missing; null where all are there.</param>
/// <param name="Failure">Azure's refusal; null for an answer.</param>
internal sealed record LogAnswer(LogPart Part, IReadOnlyList<LogRow> Rows, string? Missing, CollectionException? Failure)
{
    public static LogAnswer Of(LogPart part, LogRows rows, int maxRows)
    {
        var cut = rows.Rows.Count >= maxRows ? string.Create(
            CultureInfo.InvariantCulture,
            $"only the {(part.IsBefore ? "newest" : "first")} {maxRows} rows of {part.From.UtcDateTime:HH:mm} to {part.To.UtcDateTime:HH:mm} UTC were read") : null;
        return new LogAnswer(part, [.. rows.Rows.Take(maxRows)], rows.Problem ?? cut, null);
    }

    public static LogAnswer Of(LogPart part, CollectionException failure) => new(
        part, [], string.Create(
            CultureInfo.InvariantCulture, $"{part.From.UtcDateTime:HH:mm} to {part.To.UtcDateTime:HH:mm} UTC could not be read"), failure);
}
