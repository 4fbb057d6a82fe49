using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>
/// Log templates of the incident against the hour before. The workspace that the tenant named is asked for the rows of the
/// resolved resources; without one each resource is asked for its own. Every window is cut into parts, so that a burst that
/// fills one part's bound leaves the others whole.
/// </summary>
internal sealed class LogsSource(ILogsClient logs, CollectionOptions collection,
    CollectorAzureOptions options) : IEvidenceSource
{
    private const string Api = LogAnalyticsClient.Permission;
    private const int MaxOwners = 10;

    /// <summary>Log Analytics takes five queries at a time from one principal; other replicas may ask too.</summary>
    private const int Parallel = 3;

    public SourcePlan Plan => AzurePlans.Logs;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        List<LogOwner> owners = [.. cuts.Take(
            context.Resources.Where(resource => LogTables.Has(resource.Kind)
                && AzureId.Parse(resource.Id) is not null), MaxOwners, Api,
            "resources whose logs could be read").Select(resource => new LogOwner(
                resource, AzureId.Parse(resource.Id)!, new LogMiner(context.Window, collection.Mining)))];
        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }

        if (owners.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Api, CoverageOutcome.NotApplicable,
                    "No resource with logs was resolved.")],
            };
            yield break;
        }

        var workspace = Guid.TryParse(context.Target.WorkspaceId, out var id) ? id.ToString("D") : null;
        IReadOnlyList<IReadOnlyList<LogOwner>> readings = workspace is not null ? [owners] : [.. owners.Select(owner => new[] { owner })];
        using var gate = new SemaphoreSlim(Parallel);
        var results = await Task.WhenAll(readings.Select(reading =>
            ReadAsync(context, workspace, reading, gate, cancellationToken)));
        foreach (var result in results)
        {
            yield return Batch(context, workspace, result);
        }
    }

    private async Task<LogResult> ReadAsync(
        CollectionContext context, string? workspace, IReadOnlyList<LogOwner> owners, SemaphoreSlim gate,
            CancellationToken cancellationToken)
    {
        var result = new LogResult(owners, workspace is not null);

        var queries = Slices(context).Select(slice =>
            (slice, Answer: QueryAsync(context, workspace, owners, slice, gate, cancellationToken))).ToList();

        // All have ended before the first is mined, so that no query outlives the source; in the order of time, so that the
        // same rows always give the same templates.
        await Task.WhenAll(queries.Select(query => query.Answer));
        foreach (var (slice, answer) in queries)
        {
            var (rows, failure) = await answer;
            if (failure is not null)
            {
                result.Add(failure);
            }
            else
            {
                result.Add(context, rows!, options.MaxRowsPerQuery, slice);
            }
        }

        return result;
    }

    private async Task<(LogRows? Rows, CollectionException? Failure)> QueryAsync(
        CollectionContext context, string? workspace, IReadOnlyList<LogOwner> owners,
            (DateTimeOffset From, DateTimeOffset To) slice,
        SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        var query = LogTables.Query(
            owners.Select(owner => owner.Resource.Kind),
                workspace is null ? [] : [.. owners.Select(owner => owner.Id)], slice.From, slice.To,
            options.MaxRowsPerQuery);
        await gate.WaitAsync(cancellationToken);
        try
        {
            return (await logs.QueryAsync(workspace, owners[0].Id, query, slice.From, slice.To, context.Calls,
                cancellationToken), null);
        }
        catch (CollectionException e)
        {
            return (null, e);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The parts of the incident and of the hour before, on whole minutes.</summary>
    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Slices(CollectionContext context)
    {
        var windows = new List<(DateTimeOffset From, DateTimeOffset To)>();
        if (context.AdjacentBaseline is { } before)
        {
            windows.Add((before.From, before.To));
        }

        windows.Add((context.Window.From, context.Window.To));

        foreach (var (from, to) in windows.Where(window => window.From < window.To))
        {
            var step = TimeSpan.FromMinutes(Math.Max(1,
                Math.Ceiling((to - from).TotalMinutes / options.MaxQueriesPerWindow)));
            for (var start = from; start < to; start += step)
            {
                yield return (start, start + step < to ? start + step : to);
            }
        }
    }

    private EvidenceBatch Batch(CollectionContext context, string? workspace, LogResult result)
    {
        var mined = result.Owners.Select(owner => (owner, Result: owner.Miner.Finish())).ToList();
        var read = mined.Sum(pair => pair.Result.LinesRead);
        return new EvidenceBatch
        {
            Logs = [.. mined.SelectMany(pair =>
                pair.Result.Patterns.Select(pattern => Evidence(context, pair.owner.Resource, pattern)))],
            Coverage = [Row(context, workspace, result, read) with { LinesRead = read }],
        };
    }

    private Coverage Row(CollectionContext context, string? workspace, LogResult result, long read)
    {
        var where = workspace is not null ? "the workspace" : result.Owners[0].Resource.Name;
        if (result.Failure is { ProviderCode: AzureErrors.NoTable })
        {
            return CoverageRows.Of(
                context, Plan, Api, CoverageOutcome.Partial,
                    $"None of the tables that are read exists in {where}: no diagnostic setting sends logs there.") with
            {
                Remedy = "Send the resource's logs to a Log Analytics workspace with a diagnostic setting, and name that workspace in the integration.",
            };
        }

        if (result.Failure is { } failure)
        {
            var row = CoverageRows.OfError(context, Plan, Api, failure);
            return read > 0 ? row with { Outcome = CoverageOutcome.Partial } : row;
        }

        return result.Problems.Count == 0
            ? CoverageRows.Of(
                context, Plan, Api, CoverageOutcome.Complete,
                    read == 0 ? $"There is no log row of what was resolved in {where}." : null)
            : CoverageRows.Of(context, Plan, Api, CoverageOutcome.Partial, $"Of {where}: {string.Join("; ", result.Problems)}.") with
            {
                Reason = RefusalReason.ProviderError,
                Remedy = "Raise CollectorAzure:MaxRowsPerQuery or CollectorAzure:MaxQueriesPerWindow if the missing rows matter.",
            };
    }

    private static LogPattern Evidence(CollectionContext context, ResourceRef owner, MinedPattern pattern) => new()
    {
        EvidenceId = context.Ids.For("log", owner.Id, pattern.PatternId),
        Resource = owner,
        PatternId = pattern.PatternId,
        Template = pattern.Template,
        Severity = pattern.Severity,
        ExceptionType = pattern.ExceptionType,
        BaselineCountsPerMinute = pattern.BaselineCountsPerMinute,
        IncidentCountsPerMinute = pattern.IncidentCountsPerMinute,
        FirstSeen = pattern.FirstSeen,
        LastSeen = pattern.LastSeen,
        Samples = pattern.Samples,
        ObservedAt = context.Time.GetUtcNow(),
    };
}
