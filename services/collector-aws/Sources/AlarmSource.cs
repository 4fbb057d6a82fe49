using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// Reads the alarm again, and those below a composite one: from here on the cloud's own version of them steers every call,
/// never the message's. Where neither an alarm nor a resource was named, it takes the alarms that are firing.
/// </summary>
internal sealed class AlarmSource(ICloudWatchClient cloudWatch) : IEvidenceSource
{
    private const string Api = "cloudwatch:DescribeAlarms";

    /// <summary>Composite alarms may be made of composite alarms; CloudWatch itself allows no deeper than a few.</summary>
    private const int MaxDepth = 3;
    private const int MaxChildren = 20;
    private const int MaxFiring = 10;

    public SourcePlan Plan => AwsPlans.Alarm;

    public bool AppliesTo(CollectionTarget target) =>
        AlarmArn.Parse(target.Alarm?.Id) is not null || AwsSubject.IsWholeRegion(target);

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var arn = AlarmArn.Parse(context.Target.Alarm?.Id);
        if (arn is null)
        {
            yield return await FiringAsync(context, cancellationToken);
            yield break;
        }

        var read = await cloudWatch.DescribeAlarmsAsync([arn.Name], context.Calls, cancellationToken);
        var alarm = read.Count > 0 ? read[0] : null;
        var tree = new AlarmTree(arn.Name);
        Coverage? failed = null;
        try
        {
            await DescendAsync(context, tree, await FirstNamesAsync(context, alarm, cancellationToken), cancellationToken);
        }
        catch (CollectionException e) when (alarm is not null)
        {
            failed = CoverageRows.OfError(context, Plan, Api, e) with { Outcome = CoverageOutcome.Partial };
        }

        var reading = new AlarmFacts(context);
        var watched = tree.Found.Prepend(alarm).OfType<CloudAlarm>().Select(reading.Watched).ToList();
        yield return new EvidenceBatch
        {
            Alarms = [.. watched.Select(found => found.Alarm)],
            Watched = watched,
            Coverage = [failed ?? Row(context, alarm, tree)],
        };
    }

    /// <summary>The newest first: what began last is likeliest what a person who named nothing asks about.</summary>
    private async Task<EvidenceBatch> FiringAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        var firing = await cloudWatch.DescribeFiringAlarmsAsync(context.Calls, cancellationToken);
        var cuts = new Cuts(context, Plan);
        var taken = cuts.Take(
            firing.OrderByDescending(alarm => alarm.StateChangedAt).ThenBy(alarm => alarm.Name, StringComparer.Ordinal),
            MaxFiring, Api, "firing alarms");
        var reading = new AlarmFacts(context);
        var watched = taken.Select(reading.Watched).ToList();
        return new EvidenceBatch
        {
            Alarms = [.. watched.Select(found => found.Alarm)],
            Watched = watched,
            Coverage = cuts.Rows.Count > 0 ? cuts.Rows :
            [
                CoverageRows.Of(
                    context, Plan, Api, CoverageOutcome.Complete, watched.Count == 0
                        ? $"Neither an alarm nor a resource was named, and no alarm is firing in {context.Region}."
                        : "Neither an alarm nor a resource was named: the alarms that are firing were taken."),
            ],
        };
    }

    /// <summary>
    /// Names below the alarm. Of an alarm that the endpoint does not have, the message's own rule names them: they are only
    /// looked up, and what then counts is again the cloud's version.
    /// </summary>
    private async Task<IReadOnlyList<string>> FirstNamesAsync(
        CollectionContext context, CloudAlarm? alarm, CancellationToken cancellationToken)
    {
        if (alarm is null)
        {
            var said = context.Target.Alarm!;
            return AlarmRule.NamesIn(said.Rule) is { Count: > 0 } named
                ? named : [.. (said.Children ?? []).Select(child => AlarmArn.Parse(child)?.Name).OfType<string>()];
        }

        return alarm.Rule is null ? []
            : AlarmRule.NamesIn(alarm.Rule) is { Count: > 0 } names ? names
            : await cloudWatch.DescribeChildrenAsync(alarm.Name, context.Calls, cancellationToken);
    }

    private async Task DescendAsync(
        CollectionContext context, AlarmTree tree, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        for (var depth = 0; names.Count > 0; depth++)
        {
            var wanted = tree.Admit(names, depth < MaxDepth ? MaxChildren : 0);
            if (wanted.Count == 0)
            {
                return;
            }

            var found = await cloudWatch.DescribeAlarmsAsync(wanted, context.Calls, cancellationToken);
            tree.Add(wanted, found);
            names = [.. found.SelectMany(child => AlarmRule.NamesIn(child.Rule))];
        }
    }

    private Coverage Row(CollectionContext context, CloudAlarm? alarm, AlarmTree tree)
    {
        if (alarm is null)
        {
            var below = tree.Found.Count > 0 ? $" {tree.Found.Count} alarms that its message names were read instead." : "";
            return CoverageRows.Of(
                context, Plan, Api, CoverageOutcome.Partial,
                "The alarm does not exist any more or was renamed, or this endpoint does not offer composite alarms; what it "
                + $"watched is not known.{below}") with
            {
                Reason = RefusalReason.InvalidInput,
                Remedy = "Start an investigation on the resource itself.",
            };
        }

        var said = new List<string>();
        if (alarm.State != "ALARM")
        {
            said.Add($"The alarm is {alarm.State} by now, since {alarm.StateChangedAt:yyyy-MM-dd HH:mm:ss} UTC.");
        }

        if (tree.LeftOut > 0)
        {
            said.Add($"{tree.LeftOut} alarms below it were not read: at most {MaxChildren}, {MaxDepth} levels deep.");
        }

        if (tree.Missing.Count > 0)
        {
            said.Add($"Its rule names alarms that do not exist: {string.Join(", ", tree.Missing.Take(5))}.");
        }

        return CoverageRows.Of(
            context, Plan, Api,
            tree.LeftOut > 0 || tree.Missing.Count > 0 ? CoverageOutcome.Partial : CoverageOutcome.Complete,
            said.Count > 0 ? string.Join(' ', said) : null);
    }

    /// <summary>The alarms below a composite one: each read once, whatever the rules say of each other.</summary>
    private sealed class AlarmTree(string root)
    {
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal) { root };
        private int _admitted;

        public List<CloudAlarm> Found { get; } = [];

        public List<string> Missing { get; } = [];

        public int LeftOut { get; private set; }

        public List<string> Admit(IReadOnlyList<string> names, int max)
        {
            List<string> fresh = [.. names.Where(_seen.Add)];
            List<string> admitted = [.. fresh.Take(Math.Max(0, max - _admitted))];
            _admitted += admitted.Count;
            LeftOut += fresh.Count - admitted.Count;
            return admitted;
        }

        public void Add(IReadOnlyList<string> asked, IReadOnlyList<CloudAlarm> found)
        {
            Found.AddRange(found);
            Missing.AddRange(asked.Where(name => found.All(alarm => alarm.Name != name)));
        }
    }
}
