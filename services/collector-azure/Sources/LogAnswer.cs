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
    /// <summary>
    /// Whether rows may be missing anywhere: Azure leaves out what failed, such as a table or a shard, and not the end.
    /// </summary>
    public bool HasHoles { get; private init; }

    /// <param name="part">What was asked.</param>
    /// <param name="rows">What came.</param>
    /// <param name="maxRows">Rows that were asked for.</param>
    /// <param name="maxCharacters">Characters of text that are held until all parts are there.</param>
    public static LogAnswer Of(LogPart part, LogRows rows, int maxRows, int maxCharacters)
    {
        var held = new List<LogRow>(Math.Min(rows.Rows.Count, maxRows));
        var characters = 0L;
        foreach (var row in rows.Rows.Take(maxRows))
        {
            characters += row.Message.Length;
            if (characters > maxCharacters)
            {
                break;
            }

            held.Add(row);
        }

        var cut = held.Count >= maxRows || held.Count < rows.Rows.Count ? string.Create(
            CultureInfo.InvariantCulture,
            $"only the {(part.IsBefore ? "newest" : "first")} {held.Count} rows of {part.From.UtcDateTime:HH:mm} to {part.To.UtcDateTime:HH:mm} UTC were read") : null;
        return new LogAnswer(part, held, rows.Problem ?? cut, null) { HasHoles = rows.Problem is not null };
    }

    public static LogAnswer Of(LogPart part, CollectionException failure) => new(
        part, [], string.Create(
            CultureInfo.InvariantCulture, $"{part.From.UtcDateTime:HH:mm} to {part.To.UtcDateTime:HH:mm} UTC could not be read"), failure);
}
