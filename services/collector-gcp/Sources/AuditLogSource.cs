using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>
/// Who changed what in the hours before, over the integration's projects: what was not resolved may be the cause too. A long
/// operation has two entries and is one change.
/// </summary>
internal sealed class AuditLogSource(ILoggingClient logging, CollectorGcpOptions options) : IEvidenceSource
{
    private const string Api = "logging.logEntries.list";
    private const int MaxProjects = 3;

    /// <summary>Entries hold whole requests and answers: where a page of them is too large, the next smaller one is asked for.</summary>
    private static readonly int[] PageSizes = [1_000, 200, 50];

    public SourcePlan Plan => GcpPlans.AuditLog;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);

        // The alarm's project first, then those where something was resolved: what changed in another may still be the cause.
        var projects = cuts.Take(
            context.Resources.Select(resource => resource.Account).Where(context.Target.Accounts.Contains).Prepend(context.Account)
                .Concat(context.Target.Accounts).Distinct(StringComparer.Ordinal),
            MaxProjects, Api, "projects");
        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }

        var left = Plan.Calls[0].MaxCallsPerRun;
        foreach (var (index, project) in projects.Index())
        {
            // What one project leaves is the next one's.
            var before = context.Calls.CallsUsed;
            var share = (int)Math.Ceiling((double)left / (projects.Count - index));
            yield return await ProjectAsync(context, project, Math.Max(1, share), cancellationToken);
            left -= Math.Max(1, context.Calls.CallsUsed - before);
        }
    }

    private async Task<EvidenceBatch> ProjectAsync(CollectionContext context, string project, int budget, CancellationToken cancellationToken)
    {
        var filter = GcpFilter.All(
            $"logName=({GcpFilter.Quote(Log(project, "activity"))} OR {GcpFilter.Quote(Log(project, "system_event"))})",
            "NOT protoPayload.serviceName=\"k8s.io\"",
            GcpFilter.Between(context.Window.To.AddHours(-options.ChangeLookbackHours), context.Window.To));
        var entries = new List<AuditLogEntry>();
        var (isComplete, unread, failure) = await ReadAsync(context, project, filter, budget, entries, cancellationToken);
        var (changes, all) = AuditChanges.Of(context, project, entries);
        var said = (isComplete, all > changes.Count) switch
        {
            (false, _) => $"The audit log of {project} has more entries than the bound of pages, or a page's token leads to itself: the oldest changes are missing.",
            (_, true) => $"{changes.Count} of {all} changes in {project} were looked into; the older ones are beyond the bound.",
            _ => null,
        };
        if (unread > 0)
        {
            said = $"{said} {unread} entries of {project} do not say what was done, of which service or when.".TrimStart();
        }

        return new EvidenceBatch
        {
            Changes = changes,
            Coverage = [(failure is null
                ? CoverageRows.Of(context, Plan, Api, said is null ? CoverageOutcome.Complete : CoverageOutcome.Partial, said)
                : OfFailure(context, failure, entries.Count)) with { LinesRead = entries.Count }],
        };
    }

    /// <summary>Reads pages until the end, the bound or a failure, which costs what was read before it nothing.</summary>
    private async Task<(bool IsComplete, int Unread, CollectionException? Failure)> ReadAsync(
        CollectionContext context, string project, string filter, int budget, List<AuditLogEntry> entries, CancellationToken cancellationToken)
    {
        var (seen, token, size, unread) = (new HashSet<string>(StringComparer.Ordinal), (string?)null, 0, 0);
        for (var page = 0; page < budget; page++)
        {
            try
            {
                var read = await logging.ListAuditEntriesAsync(project, filter, PageSizes[size], token, context.Calls, cancellationToken);
                entries.AddRange(read.Entries);
                unread += read.Unread;
                token = read.NextToken;
            }
            catch (CollectionException e) when (
                e.ProviderCode == GcpErrors.ResponseTooLarge && token is null && size < PageSizes.Length - 1 && page < budget - 1)
            {
                size++;
                continue;
            }
            catch (CollectionException e)
            {
                return (false, unread, e);
            }

            if (token is null)
            {
                return (true, unread, null);
            }

            if (!seen.Add(token))
            {
                break;
            }
        }

        return (false, unread, null);
    }

    private Coverage OfFailure(CollectionContext context, CollectionException failure, int read)
    {
        var row = CoverageRows.OfError(context, Plan, Api, failure);
        return read > 0 ? row with { Outcome = CoverageOutcome.Partial } : row;
    }

    /// <summary>The slash inside the log's name is encoded, which is part of the name.</summary>
    private static string Log(string project, string name) => $"projects/{project}/logs/cloudaudit.googleapis.com%2F{name}";
}
