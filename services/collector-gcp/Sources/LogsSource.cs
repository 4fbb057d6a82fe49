using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>
/// Log templates of the incident against the hour before. A project may be read sixty times a minute by everybody, so that
/// all resources of a project share few calls of the largest page: errors of both windows first, then the rest, of which the
/// minutes that touch the incident matter most. A window that is cut off counts only as far as it was read.
/// </summary>
internal sealed class LogsSource(ILoggingClient logging, CollectionOptions options) : IEvidenceSource
{
    private const string Api = "logging.logEntries.list";
    private const int MaxOwners = 20;

    /// <summary>Errors of the incident and of the hour before: less tells nothing.</summary>
    private const int CallsOfAProject = 2;
    private static readonly int AllCalls = GcpPlans.All.SelectMany(plan => plan.Calls)
        .Where(call => call.Permission == Api).Sum(call => call.MaxCallsPerRun);
    private const string Problems = "severity>=ERROR";
    private const string Rest = "severity<ERROR";

    /// <summary>Who changed what is the audit log's matter; a refused change would be mined as the program's error.</summary>
    private const string NoAudit = "NOT logName:\"cloudaudit.googleapis.com\"";

    public SourcePlan Plan => GcpPlans.Logs;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var owners = cuts.Take(
            context.WatchedLogs.DistinctBy(logs => (logs.Owner.Account, logs.Name)), MaxOwners, Api, "resources whose logs are read");

        // Every call that this source takes beyond its part would be one of the audit log's, which has the same quota.
        var calls = Math.Max(1, context.Calls.Limit(Api) * Plan.Calls[0].MaxCallsPerRun / AllCalls);
        var projects = cuts.Take(
            owners.GroupBy(logs => logs.Owner.Account, StringComparer.Ordinal), Math.Max(1, calls / CallsOfAProject), Api,
            "projects whose logs are read");
        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }

        if (owners.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Api, CoverageOutcome.NotApplicable, "No logs belong to what was resolved.")],
            };
            yield break;
        }

        foreach (var project in projects)
        {
            yield return await ProjectAsync(context, project.Key, [.. project], Math.Max(1, calls / projects.Count), cancellationToken);
        }
    }

    private async Task<EvidenceBatch> ProjectAsync(
        CollectionContext context, string project, IReadOnlyList<WatchedLogGroup> owners, int budget, CancellationToken cancellationToken)
    {
        var who = GcpFilter.Any([.. owners.Select(logs => logs.Name)]);
        var problems = new MinedLogs(context, options.Mining, [.. owners.Select(logs => logs.Owner)], project);
        var rest = new MinedLogs(context, options.Mining, [.. owners.Select(logs => logs.Owner)], project);
        var (window, before) = (context.Window, context.AdjacentBaseline);
        LogWindowReader Reader(string what, DateTimeOffset from, DateTimeOffset to, bool newestFirst, MinedLogs into) => new(
            logging, project, GcpFilter.All(who, what, NoAudit, GcpFilter.Between(from, to)), newestFirst, into.Hold);

        var errors = Reader(Problems, window.From, window.To, false, problems);
        var errorsBefore = before is null ? null : Reader(Problems, before.From, before.To, true, problems);
        var others = Reader(Rest, window.From, window.To, false, rest);
        var othersBefore = before is null ? null : Reader(Rest, before.From, before.To, true, rest);
        List<LogWindowReader> readers = [.. new[] { errors, errorsBefore, others, othersBefore }.OfType<LogWindowReader>()];
        await ReadAsync(context, readers, budget, cancellationToken);
        problems.Mine(Effective(context, errors, errorsBefore));
        rest.Mine(Effective(context, others, othersBefore));
        return new EvidenceBatch
        {
            Logs = [.. problems.Evidence("problems").Concat(rest.Evidence("rest"))],
            Coverage = [Row(context, project, readers, errors, errorsBefore, others, othersBefore)],
        };
    }

    /// <summary>One page of each, then what is left goes to those that have more, in their order.</summary>
    private static async Task ReadAsync(
        CollectionContext context, List<LogWindowReader> readers, int budget, CancellationToken cancellationToken)
    {
        var before = context.Calls.ByApi.GetValueOrDefault(Api);
        for (var (pages, spent) = (0, 0); spent < budget;)
        {
            var open = readers.Where(reader => reader.MayGoOn).ToList();
            if (open.Count == 0)
            {
                return;
            }

            foreach (var reader in open.TakeWhile(_ => spent < budget))
            {
                await reader.NextAsync(context.Calls, cancellationToken);

                // A page that had to be asked for twice was two calls.
                spent = Math.Max(++pages, context.Calls.ByApi.GetValueOrDefault(Api) - before);
                if (reader.Failure?.Reason == RefusalReason.Throttled)
                {
                    // The quota is the project's for this minute: the other windows would get the same answer.
                    return;
                }
            }
        }
    }

    /// <summary>The windows as far as they were read whole; the last minute may be read in part, and does not count.</summary>
    private static InvestigationWindow Effective(CollectionContext context, LogWindowReader incident, LogWindowReader? before)
    {
        var to = incident.IsComplete ? context.Window.To : Floor(context.Window.From, incident.Reached ?? context.Window.From);
        var from = context.AdjacentBaseline is not { } adjacent || before is null ? null
            : before.IsComplete ? adjacent
            : before.Reached is { } reached ? adjacent with { From = Ceiling(adjacent.To, reached) } : null;
        return context.Window with { To = to, Baselines = from is null || from.From >= from.To ? [] : [from] };
    }

    private static DateTimeOffset Floor(DateTimeOffset start, DateTimeOffset time) => start.AddMinutes(Math.Max(0, Math.Floor((time - start).TotalMinutes)));

    private static DateTimeOffset Ceiling(DateTimeOffset end, DateTimeOffset time) => end.AddMinutes(-Math.Max(0, Math.Floor((end - time).TotalMinutes)));

    private Coverage Row(
        CollectionContext context, string project, List<LogWindowReader> readers, LogWindowReader errors, LogWindowReader? errorsBefore,
        LogWindowReader others, LogWindowReader? othersBefore)
    {
        var read = readers.Sum(reader => reader.Read);

        var cut = new (LogWindowReader? Reader, string What)[]
            {
                (errors, "errors of the incident"), (errorsBefore, "errors of the hour before"), (others, "other lines of the incident"),
                (othersBefore, "other lines of the hour before"),
            }
            .Where(part => part.Reader is { IsComplete: false })
            .Select(part => $"{part.What}{(part.Reader!.Stopped is { } why ? $" ({why})" : "")}").ToList();

        // Where the calls ended before a smaller page could be asked for, what was too large is all that there is to say.
        var failure = readers.Select(reader => reader.Failure).FirstOrDefault(found => found is not null)
            ?? (read > 0 ? null : readers.Select(reader => reader.TooLarge).FirstOrDefault(found => found is not null));
        if (failure is not null)
        {
            var row = CoverageRows.OfError(context, Plan, Api, failure) with { LinesRead = read };
            return read == 0 ? row : row with
            {
                Outcome = CoverageOutcome.Partial,
                Detail = context.Redactor.Redact($"{row.Detail} {read} lines of {project} were read before; read only in part: {string.Join(", ", cut)}."),
            };
        }

        return cut.Count == 0
            ? CoverageRows.Of(context, Plan, Api, CoverageOutcome.Complete) with { LinesRead = read }
            : CoverageRows.Of(
                context, Plan, Api, CoverageOutcome.Partial,
                $"{read} lines of {project} were read in the calls that an investigation has; read only in part: {string.Join(", ", cut)}.") with
            {
                LinesRead = read,
            };
    }
}
