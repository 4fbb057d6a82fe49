using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>One source of one run while it works: publishes its parts and keeps its coverage.</summary>
internal sealed class SourceExecution(
    IEvidenceSource source,
    CollectionContext context,
    CollectionRun run,
    CollectionOptions options,
    IFindingsPublisher publisher,
    TimeProvider time)
{
    /// <summary>True while the end of the window may not be in the cloud's own answers yet.</summary>
    private readonly bool _isTooEarly = time.GetUtcNow() < run.Window.To + source.Plan.DelayClass.Delay();
    private readonly List<CoverageOutcome> _outcomes = [];
    private int _parts;
    private int _leftOut;

    public string Source => source.Plan.Source;

    public Resolved Resolved { get; } = new(options.MaxResources);

    private string MainApi => source.Plan.Calls.Count > 0 ? source.Plan.Calls[0].Permission : source.Plan.Source;

    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        await foreach (var batch in source.CollectAsync(context, cancellationToken).WithCancellation(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Resolved.Add(batch);
            await PublishAsync(batch, cancellationToken);
        }
    }

    /// <param name="isRunOver">True when the whole run's time is up, and not this source's own.</param>
    /// <param name="cancellationToken">Cancels publishing.</param>
    public Task ReportTimeoutAsync(bool isRunOver, CancellationToken cancellationToken) => PublishAsync(
        new EvidenceBatch
        {
            Coverage =
            [
                CoverageRows.Of(
                    context, source.Plan, MainApi, CoverageOutcome.TimedOut,
                    isRunOver
                        ? $"The run's {options.RunTimeoutSeconds} s were up; what the source had found until then is kept."
                        : $"The source did not end within {options.SourceTimeoutSeconds} s; what it had found until then is kept.")
                    with
                    {
                        Reason = RefusalReason.ProviderUnreachable,
                        Remedy = "Start the investigation again, or raise the source's time-out.",
                    },
            ],
        },
        cancellationToken);

    public Task ReportAsync(Exception error, CancellationToken cancellationToken) => PublishAsync(
        new EvidenceBatch { Coverage = [CoverageRows.OfError(context, source.Plan, MainApi, error)] }, cancellationToken);

    /// <summary>Every source has at least one coverage row, also one that had nothing to say.</summary>
    public async Task<SourceResult> FinishAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        if (Resolved.LeftOut > 0)
        {
            var detail = $"{Resolved.LeftOut} resources and relations beyond the bound of {options.MaxResources} are not looked into.";
            await PublishAsync(
                new EvidenceBatch { Coverage = [CoverageRows.Of(context, source.Plan, MainApi, CoverageOutcome.Partial, detail)] },
                cancellationToken);
        }

        if (_leftOut > 0)
        {
            var detail = $"{_leftOut} facts were left out: too large for one message, or beyond the bound of parts.";
            await PublishAsync(
                new EvidenceBatch { Coverage = [CoverageRows.Of(context, source.Plan, MainApi, CoverageOutcome.Partial, detail)] },
                cancellationToken);
        }
        else if (_outcomes.Count == 0)
        {
            await PublishAsync(
                new EvidenceBatch { Coverage = [CoverageRows.Of(context, source.Plan, MainApi, CoverageOutcome.Complete)] },
                cancellationToken);
        }

        return new SourceResult
        {
            Region = context.Region,
            Source = Source,
            Outcome = _outcomes.MaxBy(Badness),
            Parts = _parts,
            DurationMilliseconds = (long)duration.TotalMilliseconds,
            CallsUsed = context.Calls.CallsUsed,
            CallsByApi = new SortedDictionary<string, int>(context.Calls.ByApi.ToDictionary(), StringComparer.Ordinal),
            BytesScanned = context.Calls.BytesScanned,
        };
    }

    private async Task PublishAsync(EvidenceBatch batch, CancellationToken cancellationToken)
    {
        if (_isTooEarly)
        {
            batch = batch with { Coverage = [.. batch.Coverage.Select(TooEarly)] };
        }

        _outcomes.AddRange(batch.Coverage.Select(OutcomeForSource));
        var (parts, dropped) = BatchSplitter.Split(batch, options.MaxPartBytes);
        _leftOut += dropped;
        foreach (var part in parts)
        {
            // Coverage is small and always goes out: without it the bound itself would be silent.
            if (_parts >= options.MaxPartsPerSource && part.Coverage.Count == 0)
            {
                _leftOut++;
                continue;
            }

            await SendAsync(part, cancellationToken);
        }
    }

    private async Task SendAsync(EvidenceBatch part, CancellationToken cancellationToken)
    {
        var number = ++_parts;
        var id = EvidenceIds.MessageId(
            run.InvestigationId, run.Pass, run.IntegrationId, run.Region, Source, run.RunId, number);
        try
        {
            await publisher.PublishAsync(Message(part, number), id, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new PublishFailedException(e);
        }
    }

    private FindingsPublished Message(EvidenceBatch part, int number) => new()
    {
        TenantId = run.TenantId,
        InvestigationId = run.InvestigationId,
        Pass = run.Pass,
        IntegrationId = run.IntegrationId,
        LeaseId = run.LeaseId,
        Region = run.Region,
        Source = Source,
        RunNumber = run.RunNumber,
        Part = number,
        CollectedAt = time.GetUtcNow(),
        Alarms = OrNull(part.Alarms),
        Resources = OrNull(part.Resources),
        Relations = OrNull(part.Relations),
        Metrics = OrNull(part.Metrics),
        Logs = OrNull(part.Logs),
        States = OrNull(part.States),
        Changes = OrNull(part.Changes),
        Coverage = part.Coverage,
    };

    /// <summary>What was read to its end may still grow; what was not has a worse reason.</summary>
    private Coverage TooEarly(Coverage row) => row.Outcome != CoverageOutcome.Complete ? row : row with
    {
        Outcome = CoverageOutcome.TooEarly,
        Detail = $"{row.Detail} Facts come here up to {source.Plan.DelayClass.Delay().TotalMinutes:0} min late: they are read again."
            .TrimStart(),
    };

    /// <summary>An optional call that failed makes the source partial, not denied.</summary>
    private static CoverageOutcome OutcomeForSource(Coverage row) =>
        row.Mandatory || Badness(row.Outcome) <= Badness(CoverageOutcome.Partial) ? row.Outcome : CoverageOutcome.Partial;

    private static IReadOnlyList<T>? OrNull<T>(IReadOnlyList<T> items) => items.Count > 0 ? items : null;

    private static int Badness(CoverageOutcome outcome) => outcome switch
    {
        CoverageOutcome.Disabled => 0,
        CoverageOutcome.NotApplicable => 1,
        CoverageOutcome.Complete => 2,
        CoverageOutcome.TooEarly => 3,
        CoverageOutcome.Partial => 4,
        CoverageOutcome.Throttled => 5,
        CoverageOutcome.TimedOut => 6,
        CoverageOutcome.Denied => 7,
        _ => 8,
    };
}
