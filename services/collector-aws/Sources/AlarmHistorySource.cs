using System.Globalization;
using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// How the alarm behaved in the days before: one that goes off every night is another matter than one that never did. Its
/// transitions are changes of the alarm itself; how often it went off is said in words.
/// </summary>
internal sealed class AlarmHistorySource(ICloudWatchClient cloudWatch, CollectionOptions collection, CollectorAwsOptions options)
    : IEvidenceSource
{
    private const string Api = "cloudwatch:DescribeAlarmHistory";
    private const int MaxAlarms = 5;
    private const int MaxTransitions = 20;
    private const int Flapping = 3;

    public SourcePlan Plan => AwsPlans.AlarmHistory;

    public bool AppliesTo(CollectionTarget target) =>
        AlarmArn.Parse(target.Alarm?.Id) is not null || AwsSubject.IsWholeRegion(target);

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The first is the alarm of the investigation; below it only those that are in ALARM tell something.
        var cuts = new Cuts(context, Plan);
        var alarms = cuts.Take(
            context.Watched.Where((watched, i) => i == 0 || watched.Alarm.State == AlarmState.Alarm), MaxAlarms, Api, "alarms");
        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }

        if (alarms.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Api, CoverageOutcome.NotApplicable, "No alarm could be read.")],
            };
        }

        foreach (var watched in alarms)
        {
            var to = context.Window.To;
            var transitions = await cloudWatch.DescribeAlarmHistoryAsync(
                watched.Name, to.AddDays(-options.ChangeLookbackDays), to, Math.Min(2, collection.MaxPages), context.Calls,
                cancellationToken);
            yield return Batch(context, watched.Alarm, transitions);
        }
    }

    private EvidenceBatch Batch(CollectionContext context, AlarmFact alarm, Pages<AlarmTransition> transitions)
    {
        var times = transitions.Items.Count(transition => transition.To == "ALARM");
        var before = transitions.Items.Count(transition => transition.To == "ALARM" && transition.At < context.Window.From);
        var detail = before >= Flapping
            ? $"{alarm.Name} went into ALARM {(transitions.IsComplete ? "" : "at least ")}{times} times in "
                + $"{options.ChangeLookbackDays} days, {before} of them before this incident."
            : null;
        var cut = !transitions.IsComplete
            ? $"There are more transitions than the bound of pages lists; only the last {MaxTransitions} are shown."
            : transitions.Items.Count > MaxTransitions
                ? $"Only the last {MaxTransitions} of {transitions.Items.Count} transitions are shown." : null;
        return new EvidenceBatch
        {
            Changes = [.. transitions.Items.Where(t => !IsThisFiring(alarm, t)).OrderByDescending(t => t.At).Take(MaxTransitions)
                .Select(t => Change(context, alarm, t))],
            Coverage = [CoverageRows.Of(
                context, Plan, Api, cut is null ? CoverageOutcome.Complete : CoverageOutcome.Partial,
                detail is null ? cut : cut is null ? detail : $"{detail} {cut}")],
        };
    }

    /// <summary>The firing itself is the alarm, and no change beside it.</summary>
    private static bool IsThisFiring(AlarmFact alarm, AlarmTransition transition) =>
        (transition.At - alarm.StateChangedAt).Duration() < TimeSpan.FromSeconds(1);

    private static Change Change(CollectionContext context, AlarmFact alarm, AlarmTransition transition) => new()
    {
        EvidenceId = context.Ids.For(
            "change", alarm.Id, context.Redactor.Redact(transition.From), context.Redactor.Redact(transition.To),
            transition.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
        Resource = AwsResources.Alarm(context with { Alarm = alarm })!,
        Kind = ChangeKind.Lifecycle,
        Time = new FactTime { OccurredAt = transition.At, UncertaintySeconds = 1, ObservedAt = context.Time.GetUtcNow() },
        Summary = context.Redactor.Redact($"{alarm.Name} went from {transition.From} to {transition.To}"),
        Differences = [new Difference
        {
            Field = "state", Before = context.Redactor.Redact(transition.From), After = context.Redactor.Redact(transition.To),
        }],
        Pointer = new Pointer
        {
            Api = Api,
            Parameters = new Dictionary<string, string> { ["alarmName"] = alarm.Name, ["historyItemType"] = "StateUpdate" },
            ConsoleLink = ConsoleLinks.Alarm(context.Region, alarm.Name),
        },
    };
}
