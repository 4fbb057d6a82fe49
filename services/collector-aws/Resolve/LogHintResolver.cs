using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// Log groups that the integration or a person named, for when nothing else tells where logs are. Hints are free text: one
/// that has not the form of a log group's name is passed over, and one that does not exist is not read.
/// </summary>
internal sealed class LogHintResolver(ILogsClient logs) : IResourceResolver
{
    private const string Api = "logs:DescribeLogGroups";
    private const int MaxHints = 10;

    public bool Handles(CollectionContext context) => Names(context).Count > 0;

    public async Task<EvidenceBatch> ResolveAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        var batches = new List<EvidenceBatch>();
        var coverage = new List<Coverage>();
        var missing = new List<string>();
        var cuts = new Cuts(context, AwsResolve.Plan);
        foreach (var name in cuts.Take(Names(context), MaxHints, Api, "hints"))
        {
            var exists = await ExistsAsync(context, name, coverage, cancellationToken);
            if (exists == false || (exists is null && !name.StartsWith('/')))
            {
                missing.Add(context.Redactor.Redact(name));
                continue;
            }

            var owner = LogGroupName.Owner(context, name);
            batches.Add(new EvidenceBatch { Resources = [owner] });
            batches.Add(AwsResources.LogsTo(context, owner, name, "hint of a person or of the integration"));
        }

        if (coverage.Count == 0)
        {
            coverage.Add(CoverageRows.Of(
                context, AwsResolve.Plan, Api, CoverageOutcome.Complete,
                missing.Count > 0 ? $"Hints that are no log group here: {string.Join(", ", missing)}." : null));
        }

        return Batches.Join(batches) with { Coverage = [.. coverage, .. cuts.Rows] };
    }

    private static List<string> Names(CollectionContext context) =>
        [.. (context.Target.Hints ?? []).Select(hint => LogGroupName.From(context, hint.Trim())).OfType<string>()
            .Distinct(StringComparer.Ordinal)];

    /// <summary>Null when the endpoint could not be asked; a name with a slash is then taken at its word.</summary>
    private async Task<bool?> ExistsAsync(
        CollectionContext context, string name, List<Coverage> coverage, CancellationToken cancellationToken)
    {
        if (coverage.Count > 0)
        {
            return null;
        }

        try
        {
            return (await logs.DescribeLogGroupsAsync(name, context.Calls, cancellationToken)).Contains(name);
        }
        catch (CollectionException e)
        {
            coverage.Add(CoverageRows.OfError(context, AwsResolve.Plan, Api, e));
            return null;
        }
    }
}
