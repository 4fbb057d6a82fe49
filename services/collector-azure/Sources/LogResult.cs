using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>What the queries of one reading gave.</summary>
/// <param name="owners">Resources whose rows are mined; one where the resource itself was asked.</param>
/// <param name="isWorkspace">Whether the rows come from a workspace, which has those of others too.</param>
internal sealed class LogResult(IReadOnlyList<LogOwner> owners, bool isWorkspace)
{
    private const int MaxProblems = 6;
    private readonly SortedSet<string> _problems = new(StringComparer.Ordinal);

    public IReadOnlyList<LogOwner> Owners => owners;

    /// <summary>Clauses that say what is missing.</summary>
    public IReadOnlyList<string> Problems => [.. _problems.Take(MaxProblems)];

    public CollectionException? Failure { get; private set; }

    public void Add(CollectionException failure)
    {
        Failure ??= failure;
    }

    public void Add(CollectionContext context, LogRows rows, int maxRows, (DateTimeOffset From, DateTimeOffset To) slice)
    {
        if (rows.Problem is { } problem)
        {
            _problems.Add(problem);
        }

        if (rows.Rows.Count >= maxRows)
        {
            _problems.Add(string.Create(
                CultureInfo.InvariantCulture, $"only the newest {maxRows} rows of {slice.From.UtcDateTime:HH:mm} to {slice.To.UtcDateTime:HH:mm} UTC were read"));
        }

        foreach (var row in rows.Rows.Take(maxRows).OrderBy(row => row.Time))
        {
            if (OwnerOf(row) is { } owner)
            {
                owner.Miner.Add(Line(context, owner, row));
            }
        }
    }

    /// <summary>A neighbour whose name only begins alike owns its own rows, also where one resource alone was asked for.</summary>
    private LogOwner? OwnerOf(LogRow row) => isWorkspace
        ? owners.Where(owner => owner.Id.Owns(row.ResourceId)).MaxBy(owner => owner.Id.Lower.Length) : owners[0];

    /// <summary>The level that Azure keeps beside the text is put before it, unless the text has one of its own.</summary>
    private static LogLine Line(CollectionContext context, LogOwner owner, LogRow row)
    {
        var level = row.Level.ToUpperInvariant() switch
        {
            "ERROR" or "ERR" or "3" => "ERROR ",
            "CRITICAL" or "CRIT" or "EMERG" or "ALERT" or "4" => "CRITICAL ",
            "WARNING" or "WARN" or "2" => "WARN ",
            _ => "",
        };
        return new LogLine(row.Time, context.Redactor.Redact(level + row.Message), new Pointer
        {
            Api = LogAnalyticsClient.Permission,
            Parameters = new Dictionary<string, string>
            {
                ["table"] = context.Redactor.Redact(row.Table), ["resourceId"] = owner.Resource.Id,
                    ["timeGenerated"] = Kql.Iso(row.Time),
            },
            ConsoleLink = ConsoleLinks.Resource(owner.Resource.Id, "logs"),
        });
    }
}
