using CauseFlow.Contracts;
using CauseFlow.Investigations.Access;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// An investigation as the API lists it; NextPassAt is set while a follow-up is due, and Access says what it called in whose account.
/// </summary>
public sealed record InvestigationView(
    string Id,
    InvestigationTrigger? Trigger,
    InvestigationStatus Status,
    int Pass,
    DateTimeOffset? NextPassAt,
    int Revision,
    VerdictOutcome? Outcome,
    DateTimeOffset? RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    string? TraceId,
    IReadOnlyList<SourceView> Sources,
    IReadOnlyList<AccessProof> Access)
{
    public static InvestigationView Of(InvestigationRow row, IReadOnlyList<RunRow> runs, IReadOnlyList<AccessRow> accesses)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(runs);

        // A follow-up reads some sources again: of each the latest pass and run is shown.
        var sources = runs.Where(run => run.InvestigationId == row.Id && run.Sources is not null)
            .SelectMany(run => run.Sources!.Select(source => (Run: run, Source: source)))
            .GroupBy(x => (x.Run.IntegrationId, x.Source.Region, x.Source.Source))
            .Select(group => group.OrderByDescending(x => (x.Run.Pass, x.Run.RunNumber)).First())
            .OrderBy(x => x.Run.IntegrationId, StringComparer.Ordinal)
            .Select(x => new SourceView(x.Run.IntegrationId, x.Source.Region, x.Source.Source, x.Source.Outcome,
                x.Source.DurationMilliseconds));
        return new(row.Id, row.Request?.Trigger, row.Status, row.Pass, row.FollowUp?.DueAt, row.Revision, row.Outcome,
            row.RequestedAt,
            row.StartedAt, row.CompletedAt, row.TraceId, [.. sources],
            AccessProofs.Of(
                [.. accesses.Where(access => access.InvestigationId == row.Id)], [.. runs.Where(run => run.InvestigationId == row.Id)]));
    }
}

public sealed record SourceView(
    string IntegrationId, string Region, string Source, CoverageOutcome Outcome, long DurationMilliseconds);
