using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// From the alarm, as the cloud reports it, to what it watches. Each resolver knows one AWS service; those that handle the
/// alarm run side by side, once for each metric that it or an alarm below it watches, and every alarm is a resource in any
/// case. The hints of people and of the integration are asked only when nothing else gave a log group.
/// </summary>
internal sealed class ResolveSource(IReadOnlyList<IResourceResolver> resolvers, IResourceResolver? hints = null) : IEvidenceSource
{
    private const int MaxSubjects = 30;

    public SourcePlan Plan => AwsResolve.Plan;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Alarms(context) is { Resources.Count: > 0 } alarms)
        {
            yield return alarms;
        }

        if (Requested(context) is { } requested)
        {
            yield return requested;
        }

        var cuts = new Cuts(context, Plan);
        var handling = cuts.Take(Subjects(context), MaxSubjects, Plan.Calls[0].Permission, "metrics that the alarm watches")
            .SelectMany(subject => resolvers.Where(resolver => resolver.Handles(subject)).Select(resolver => (subject, resolver)))
            .ToList();
        var batches = await Task.WhenAll(handling.Select(it => it.resolver.ResolveAsync(it.subject, cancellationToken)));
        var logsFound = batches.Any(batch => batch.Relations.Any(relation => relation.Type == RelationType.LogsTo));
        if (!logsFound && hints?.Handles(context) == true)
        {
            batches = [.. batches, await hints.ResolveAsync(context, cancellationToken)];
        }

        if (batches.Length == 0)
        {
            yield return Nothing(context);
        }

        var said = new HashSet<(string, CoverageOutcome, string?)>();
        foreach (var batch in batches)
        {
            // Two alarms on one function ask the same; once is enough to say.
            yield return batch with { Coverage = [.. batch.Coverage.Where(row => said.Add((row.Api, row.Outcome, row.Detail)))] };
        }

        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }
    }

    /// <summary>Every alarm that was read, and that it belongs to the composite one.</summary>
    private static EvidenceBatch Alarms(CollectionContext context)
    {
        if (AwsResources.Alarm(context) is not { } main)
        {
            return new EvidenceBatch();
        }

        var all = context.Watched.Select(watched => AwsResources.Alarm(context with { Alarm = watched.Alarm })!).Prepend(main)
            .DistinctBy(alarm => alarm.Id).ToList();
        return new EvidenceBatch
        {
            Resources = all,
            Relations = context.Alarm?.Rule is null ? [] :
            [
                .. all.Skip(1).Select(child => Relations.Of(
                    context, child, main, RelationType.PartOf, "rule of the composite alarm")),
            ],
        };
    }

    /// <summary>Log groups that were asked for belong to nobody but themselves; null when there are none.</summary>
    private EvidenceBatch? Requested(CollectionContext context)
    {
        List<string> asked = [.. context.Target.Resources
            .Where(resource => resource.Kind == ResourceKinds.LogGroup && resource.Region == context.Region
                && resource.Account == context.Account)
            .Select(resource => resource.Name).Distinct(StringComparer.Ordinal)];
        var names = asked.ToLookup(LogGroupName.IsName);
        return asked.Count == 0 ? null : new EvidenceBatch
        {
            Resources = [.. names[true].Select(name => AwsResources.LogGroup(context, name))],
            WatchedLogs = [.. names[true].Select(name => new WatchedLogGroup(name, AwsResources.LogGroup(context, name)))],
            Coverage = [.. names[false].Select(name => CoverageRows.Of(
                context, Plan, "logs:DescribeLogGroups", CoverageOutcome.Partial,
                $"No log group can be called {name}: it may be a name whose secret part was masked.") with
            {
                Reason = RefusalReason.InvalidInput,
                Remedy = "Name the log group as CloudWatch Logs has it.",
            })],
        };
    }

    /// <summary>
    /// The context once for each different set of dimensions that an alarm watches, as that alarm and with the dimensions as
    /// the cloud sent them; requested resources belong to the first.
    /// </summary>
    private static List<CollectionContext> Subjects(CollectionContext context)
    {
        var subjects = context.Watched
            .SelectMany(watched => watched.Lines.Where(line => line.Metric is not null).Select(line => context with
            {
                Alarm = watched.Alarm with { Metric = line.Metric, Dimensions = line.Dimensions },
                Target = context.Target with { Resources = [] },
            }))
            .DistinctBy(Key).ToList();
        if (subjects.Count == 0)
        {
            return [context];
        }

        subjects[0] = subjects[0] with { Target = context.Target };
        return subjects;
    }

    /// <summary>Metrics of AWS's own with equal dimensions are of one resource; a custom metric may come from logs of its own.</summary>
    private static string Key(CollectionContext subject)
    {
        var metric = subject.Alarm!.Metric!;
        var dimensions = (subject.Alarm.Dimensions ?? new Dictionary<string, string>())
            .OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}={d.Value}");
        return string.Join('\n', [
            subject.Alarm.Id, metric.Namespace,
            metric.Namespace.StartsWith("AWS/", StringComparison.Ordinal) ? "" : metric.Name, .. dimensions]);
    }

    private EvidenceBatch Nothing(CollectionContext context) => new()
    {
        Coverage = [CoverageRows.Of(
            context, Plan, Plan.Calls[0].Permission, CoverageOutcome.NotApplicable,
            context.Alarm is null
                ? "There is no alarm of the cloud's own to resolve, and no known resource was named."
                : "The alarm's dimensions name no resource that can be looked into.")],
    };
}
