using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>Reads the alarm again: from here on the cloud's own version of it steers every call, never the message's.</summary>
internal sealed class AlarmSource(ICloudWatchClient cloudWatch) : IEvidenceSource
{
    private const string Api = "cloudwatch:DescribeAlarms";

    public SourcePlan Plan => AwsPlans.Alarm;

    public bool AppliesTo(CollectionTarget target) => AlarmArn.Parse(target.Alarm?.Id) is not null;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var arn = AlarmArn.Parse(context.Target.Alarm?.Id);
        if (arn is null)
        {
            yield break;
        }

        var alarm = await cloudWatch.DescribeAlarmAsync(arn.Name, context.Calls, cancellationToken);
        if (alarm is null)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Api, CoverageOutcome.Partial,
                    "The alarm does not exist any more, or was renamed; what it watched is not known.") with
                {
                    Reason = RefusalReason.InvalidInput,
                    Remedy = "Start an investigation on the resource itself.",
                }],
            };
            yield break;
        }

        var detail = alarm.State == "ALARM" ? null
            : $"The alarm is {alarm.State} by now, since {alarm.StateChangedAt:yyyy-MM-dd HH:mm:ss} UTC.";
        yield return new EvidenceBatch
        {
            Alarms = [Fact(context, arn, alarm)],
            Coverage = [CoverageRows.Of(context, Plan, Api, CoverageOutcome.Complete, detail)],
        };
    }

    private static AlarmFact Fact(CollectionContext context, AlarmArn arn, CloudAlarm alarm)
    {
        var redactor = context.Redactor;
        var metric = alarm.Metrics.Count > 0 ? alarm.Metrics[0] : null;
        var id = $"arn:{AwsEndpoints.PartitionOf(context.Region)}:cloudwatch:{context.Region}:{context.Account}:alarm:"
            + redactor.Redact(arn.Name);
        return new AlarmFact
        {
            EvidenceId = context.Ids.For(
                "alarm", id, alarm.State, alarm.StateChangedAt.ToUnixTimeSeconds().ToString("D", null)),
            Provider = CloudProvider.Aws,
            Id = id,
            Name = redactor.Redact(alarm.Name),
            Description = redactor.RedactOptional(alarm.Description),
            Account = context.Account,
            Region = context.Region,
            State = StateOf(alarm.State),
            StateChangedAt = alarm.StateChangedAt,
            Reason = redactor.RedactOptional(alarm.Reason),
            Metric = metric is null ? null : Rule(redactor, metric, alarm),
            Dimensions = metric?.Dimensions.ToDictionary(d => redactor.Redact(d.Key), d => redactor.Redact(d.Value)),
            Threshold = alarm.Threshold,
            Comparison = redactor.RedactOptional(alarm.Comparison),
            Rule = redactor.RedactOptional(alarm.Rule),
            HasOkAction = alarm.HasOkAction,
            HasAlarmAction = alarm.HasAlarmAction,
        };
    }

    private static MetricRule Rule(Redactor redactor, AlarmMetric metric, CloudAlarm alarm) => new()
    {
        Namespace = redactor.Redact(metric.Namespace),
        Name = redactor.Redact(metric.Name),
        Statistic = redactor.Redact(metric.Statistic),
        Unit = redactor.RedactOptional(metric.Unit),
        PeriodSeconds = metric.PeriodSeconds,
        EvaluationPeriods = alarm.EvaluationPeriods,
        DatapointsToAlarm = alarm.DatapointsToAlarm,
        TreatMissingData = redactor.RedactOptional(alarm.TreatMissingData),
    };

    private static AlarmState StateOf(string state) => state switch
    {
        "ALARM" => AlarmState.Alarm,
        "OK" => AlarmState.Ok,
        _ => AlarmState.InsufficientData,
    };
}
