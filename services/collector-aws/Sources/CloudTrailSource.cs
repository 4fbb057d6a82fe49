using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// Who changed what on the incident's resources, from four hours before the window to its end. All writes of the account come
/// by their time, in few pages; only where there are more is CloudTrail asked by name, once for each resource. Its quota is the
/// tightest of AWS's, so that calls follow each other with a pause.
/// </summary>
internal sealed class CloudTrailSource(CloudTrailClient trail, CollectorAwsOptions options) : IEvidenceSource
{
    private const string Api = CloudTrailClient.Api;
    private const int MaxNames = 6;
    private const int MaxChanges = 50;

    /// <summary>IAM's writes are recorded there alone, wherever a role is used.</summary>
    private const string GlobalRegion = "us-east-1";

    /// <summary>As long as a change may be blamed at all.</summary>
    private static readonly TimeSpan Lookback = TimeSpan.FromHours(4);

    private readonly TimeSpan _interval = TimeSpan.FromMilliseconds(options.LookupEventsIntervalMilliseconds);

    public SourcePlan Plan => AwsPlans.CloudTrail;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subjects = new TrailSubjects(context.Resources);
        if (subjects.IsEmpty)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Api, CoverageOutcome.NotApplicable, "No resource was resolved whose writes could be looked for.")],
            };
            yield break;
        }

        var found = new Dictionary<string, TrailEvent>(StringComparer.Ordinal);
        var cuts = new Cuts(context, Plan);
        var (isComplete, unread, failure) = await ReadAsync(context, subjects, cuts, found, cancellationToken);
        var own = found.Values.Select(write => (Write: write, Resource: subjects.Find(write))).Where(pair => pair.Resource is not null).ToList();
        var changes = cuts.Take(
            own.Where(pair => TrailChanges.IsChange(pair.Write)).OrderByDescending(pair => pair.Write.Time)
                .ThenBy(pair => pair.Write.Id, StringComparer.Ordinal),
            MaxChanges, Api, "writes of the incident's resources");
        var detail = Detail(context, own.ConvertAll(pair => pair.Write), found.Count, isComplete || failure is not null, unread);
        yield return new EvidenceBatch
        {
            Changes = [.. changes.Select(pair => TrailChanges.Of(context, pair.Write, pair.Resource!))],
            Coverage =
            [
                (failure is null
                    ? CoverageRows.Of(
                        context, Plan, Api, isComplete && unread == 0 ? CoverageOutcome.Complete : CoverageOutcome.Partial, detail)
                    : OfFailure(context, failure, found.Count)) with { LinesRead = found.Count },
                .. cuts.Rows,
            ],
        };
    }

    /// <summary>What fails half way costs what was read before it nothing.</summary>
    private async Task<(bool IsComplete, int Unread, CollectionException? Failure)> ReadAsync(
        CollectionContext context, TrailSubjects subjects, Cuts cuts, Dictionary<string, TrailEvent> found,
        CancellationToken cancellationToken)
    {
        try
        {
            var (isComplete, unread) = await ByTimeAsync(context, found, cancellationToken);
            if (!isComplete)
            {
                foreach (var name in cuts.Take(subjects.Names, MaxNames, Api, "resources, by name,"))
                {
                    await PageAsync(context, "ResourceName", name, null, found, cancellationToken);
                }
            }

            return (isComplete, unread, null);
        }
        catch (CollectionException e)
        {
            return (false, 0, e);
        }
    }

    private Coverage OfFailure(CollectionContext context, CollectionException failure, int read)
    {
        var row = CoverageRows.OfError(context, Plan, Api, failure);
        return read > 0 ? row with { Outcome = CoverageOutcome.Partial } : row;
    }

    /// <summary>The newest writes, whoever's; false where there are more than the bound of pages.</summary>
    private async Task<(bool IsComplete, int Unread)> ByTimeAsync(
        CollectionContext context, Dictionary<string, TrailEvent> found, CancellationToken cancellationToken)
    {
        var (unread, token) = (0, (string?)null);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = 0; page < options.MaxTrailPages; page++)
        {
            var read = await PageAsync(context, "ReadOnly", "false", token, found, cancellationToken);
            unread += read.Unread;
            if (read.NextToken is null)
            {
                return (true, unread);
            }

            if (!seen.Add(read.NextToken))
            {
                break;
            }

            token = read.NextToken;
        }

        return (false, unread);
    }

    private async Task<TrailPage> PageAsync(
        CollectionContext context, string key, string value, string? token, Dictionary<string, TrailEvent> found,
        CancellationToken cancellationToken)
    {
        if (context.Calls.CallsUsed > 0)
        {
            await Task.Delay(_interval, context.Time, cancellationToken);
        }

        var page = await trail.LookupEventsAsync(
            key, value, context.Window.From - Lookback, context.Window.To, token, context.Calls, cancellationToken);
        foreach (var write in page.Events)
        {
            found.TryAdd(write.Id, write);
        }

        return page;
    }

    private string? Detail(CollectionContext context, List<TrailEvent> own, int all, bool isComplete, int unread)
    {
        var refused = own.Where(write => write.ErrorCode is not null).Select(write => write.ErrorCode!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        List<string> sentences = [];
        if (!isComplete)
        {
            sentences.Add($"The account has more writes than {options.MaxTrailPages} pages list: older ones were looked for by the names of resources.");
        }

        if (unread > 0)
        {
            sentences.Add($"{unread} entries do not say what was done, of which service or when.");
        }

        if (refused.Count > 0)
        {
            sentences.Add($"{own.Count(write => write.ErrorCode is not null)} writes were refused ({string.Join(", ", refused.Take(3))}) and changed nothing.");
        }

        if (all > own.Count)
        {
            sentences.Add($"{all - own.Count} other writes of the account touch nothing that was resolved.");
        }

        if (context.Region != GlobalRegion && context.Resources.Any(resource => resource.Kind == ResourceKinds.IamRole))
        {
            sentences.Add($"What is changed about roles is recorded in {GlobalRegion} alone, and not looked at from here.");
        }

        return sentences.Count == 0 ? null : string.Join(' ', sentences);
    }
}
