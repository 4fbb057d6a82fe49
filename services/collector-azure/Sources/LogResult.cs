using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>What the queries of one reading gave.</summary>
/// <param name="owners">Resources whose rows are mined; one where the resource itself was asked.</param>
/// <param name="isWorkspace">Whether the rows come from a workspace, which has those of others too.</param>
/// <param name="answers">Of every part.</param>
internal sealed class LogResult(IReadOnlyList<LogOwner> owners, bool isWorkspace, IReadOnlyList<LogAnswer> answers)
{
    public IReadOnlyList<LogOwner> Owners => owners;

    public CollectionException? Failure { get; } = answers.Select(answer => answer.Failure).FirstOrDefault(failure => failure is not null);

    /// <summary>Clauses that say what is missing.</summary>
    public IReadOnlyList<string> Problems(InvestigationWindow window) =>
        [.. LogReach.Gaps(window, Of(true), "errors"), .. LogReach.Gaps(window, Of(false), "other lines")];

    /// <summary>Templates of errors or of all else, by owner, over the minutes that were read whole.</summary>
    public IReadOnlyList<(LogOwner Owner, LogMiningResult Result)> Mine(CollectionContext context, bool areProblems, LogMiningOptions options)
    {
        var given = Of(areProblems);
        var window = LogReach.Of(context.Window, given);
        var miners = owners.ToDictionary(owner => owner, _ => new LogMiner(window, options));
        foreach (var row in given.SelectMany(answer => answer.Rows).OrderBy(row => row.Time))
        {
            if (OwnerOf(row) is { } owner)
            {
                miners[owner].Add(Line(context, owner, row));
            }
        }

        return [.. owners.Select(owner => (owner, miners[owner].Finish()))];
    }

    private List<LogAnswer> Of(bool areProblems) => [.. answers.Where(answer => answer.Part.AreProblems == areProblems)];

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
        return new LogLine(row.Time, context.Redactor.Redact(level + CutText.WholeWords(row.Message, LogTables.MaxText)), new Pointer
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
