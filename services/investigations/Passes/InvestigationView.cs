using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Passes;

/// <summary>An investigation as the API lists it.</summary>
public sealed record InvestigationView(
    string Id,
    InvestigationTrigger? Trigger,
    InvestigationStatus Status,
    int Pass,
    int Revision,
    VerdictOutcome? Outcome,
    DateTimeOffset? RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    string? TraceId,
    IReadOnlyList<SourceView> Sources)
{
    public static InvestigationView Of(InvestigationRow row, IReadOnlyList<RunRow> runs)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(runs);
        var sources = runs.Where(run => run.InvestigationId == row.Id && run.Sources is not null)
            .GroupBy(run => run.IntegrationId).Select(group => group.OrderByDescending(run => (run.Pass, run.RunNumber)).First())
            .OrderBy(run => run.IntegrationId, StringComparer.Ordinal)
            .SelectMany(run => run.Sources!.Select(source => new SourceView(run.IntegrationId, source.Region, source.Source, source.Outcome, source.DurationMilliseconds)));
        return new(row.Id, row.Request?.Trigger, row.Status, row.Pass, row.Revision, row.Outcome, row.RequestedAt, row.StartedAt, row.CompletedAt, row.TraceId, [.. sources]);
    }
}

public sealed record SourceView(string IntegrationId, string Region, string Source, CoverageOutcome Outcome, long DurationMilliseconds);
