using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Patterns;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>
/// Log templates of the incident against the hour before. The workspace that the tenant named is asked for the rows of the
/// resolved resources; without one each resource is asked for its own. Errors are asked for in queries of their own, so that
/// chatter does not crowd them out; all else is cut into parts. Minutes that could not be read whole are unknown.
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
                resource, AzureId.Parse(resource.Id)!))];
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
            ReadAsync(context, workspace, reading, readings.Count, gate, cancellationToken)));
        foreach (var result in results)
        {
            yield return Batch(context, workspace, result);
        }
    }

    private async Task<LogResult> ReadAsync(
        CollectionContext context, string? workspace, IReadOnlyList<LogOwner> owners, int readings, SemaphoreSlim gate,
            CancellationToken cancellationToken)
    {
        // All have ended before the first is mined, so that no query outlives the source; in the order of time, so that the
        // same rows always give the same templates.
        List<LogPart> parts = [.. Parts(context, readings)];
        var share = options.MaxLogCharacters / Math.Max(1, parts.Count * readings);
        var answers = await Task.WhenAll(parts.Select(part =>
            QueryAsync(context, workspace, owners, part, share, gate, cancellationToken)));
        return new LogResult(owners, workspace is not null, answers);
    }

    private async Task<LogAnswer> QueryAsync(
        CollectionContext context, string? workspace, IReadOnlyList<LogOwner> owners, LogPart part,
        int maxCharacters, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        var query = LogTables.Query(
            owners.Select(owner => owner.Resource.Kind),
                workspace is null ? [] : [.. owners.Select(owner => owner.Id)], part, options.MaxRowsPerQuery);
        await gate.WaitAsync(cancellationToken);
        try
        {
            return LogAnswer.Of(part, await logs.QueryAsync(workspace, owners[0].Id, query, part.From, part.To,
                context.Calls, cancellationToken), options.MaxRowsPerQuery, maxCharacters);
        }
        catch (CollectionException e)
        {
            return LogAnswer.Of(part, e);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Errors of the incident and of the hour before in a query each, and all else in parts on whole minutes: as many as the
    /// run's calls allow.
    /// </summary>
    private IEnumerable<LogPart> Parts(CollectionContext context, int readings)
    {
        var windows = new List<(bool IsBefore, DateTimeOffset From, DateTimeOffset To)> { (false, context.Window.From, context.Window.To) };
        if (context.AdjacentBaseline is { } before)
        {
            windows.Add((true, before.From, before.To));
        }

        windows.RemoveAll(window => window.From >= window.To);
        foreach (var (isBefore, from, to) in windows)
        {
            yield return new LogPart(true, isBefore, from, to);
        }

        var parts = Math.Clamp((Plan.Calls[0].MaxCallsPerRun / readings - 2) / 2, 1, options.MaxQueriesPerWindow);
        foreach (var (isBefore, from, to) in windows)
        {
            var step = TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling((to - from).TotalMinutes / parts)));
            for (var start = from; start < to; start += step)
            {
                yield return new LogPart(false, isBefore, start, start + step < to ? start + step : to);
            }
        }
    }

    private EvidenceBatch Batch(CollectionContext context, string? workspace, LogResult result)
    {
        var problems = result.Mine(context, areProblems: true, collection.Mining);
        var rest = result.Mine(context, areProblems: false, collection.Mining);
        var read = problems.Concat(rest).Sum(pair => pair.Result.LinesRead);
        return new EvidenceBatch
        {
            Logs =
            [
                .. problems.SelectMany(pair => pair.Result.Patterns.Select(pattern => Evidence(context, pair.Owner.Resource, "problems", pattern))),
                .. rest.SelectMany(pair => pair.Result.Patterns.Select(pattern => Evidence(context, pair.Owner.Resource, "rest", pattern))),
            ],
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

        var missing = result.Problems(context.Window);
        if (result.Failure is { } failure)
        {
            var row = CoverageRows.OfError(context, Plan, Api, failure);
            return read > 0 ? row with
            {
                Outcome = CoverageOutcome.Partial,
                Detail = context.Redactor.Redact($"{row.Detail} Of {where}: {string.Join("; ", missing)}."),
            } : row;
        }

        return missing.Count == 0
            ? CoverageRows.Of(
                context, Plan, Api, CoverageOutcome.Complete,
                    read == 0 ? $"There is no log row of what was resolved in {where}." : null)
            : CoverageRows.Of(context, Plan, Api, CoverageOutcome.Partial, $"Of {where}: {string.Join("; ", missing)}.") with
            {
                Reason = RefusalReason.ProviderError,
                Remedy = "Raise CollectorAzure:MaxRowsPerQuery or CollectorAzure:MaxQueriesPerWindow if the missing rows matter.",
            };
    }

    private static LogPattern Evidence(CollectionContext context, ResourceRef owner, string set, MinedPattern pattern) =>
        pattern.Of(context, owner, context.Ids.For("log", owner.Id, set, pattern.PatternId));
}
