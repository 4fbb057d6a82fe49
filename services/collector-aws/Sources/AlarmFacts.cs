using System.Globalization;
using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>Turns alarms into what is published of them, redacted, and what later calls need of them, as it came.</summary>
internal sealed class AlarmFacts
{
    private const int MaxLines = 20;
    private readonly Redactor _redactor;
    private readonly EvidenceIds? _ids;
    private readonly string _account;
    private readonly string _region;

    public AlarmFacts(CollectionContext context)
        : this(context.Redactor, context.Account, context.Region) => _ids = context.Ids;

    /// <summary>Without evidence ids: for facts that belong to no investigation yet.</summary>
    public AlarmFacts(Redactor redactor, string account, string region) =>
        (_redactor, _account, _region) = (redactor, account, region);

    public WatchedAlarm Watched(CloudAlarm alarm) => new(Fact(alarm), [.. Lines(alarm)], alarm.Name);

    /// <summary>One line for the metric of a plain alarm, so that what follows need not tell the kinds apart.</summary>
    private static IEnumerable<MetricExpression> Lines(CloudAlarm alarm) => alarm.Metric is { } metric
        ? [new MetricExpression { Id = "m1", Metric = Rule(metric, alarm), Dimensions = metric.Dimensions, ReturnData = true }]
        : alarm.Lines.Take(MaxLines).Select(line => new MetricExpression
        {
            Id = line.Id,
            Expression = line.Expression,
            Label = line.Label,
            Metric = line.Metric is null ? null : Rule(line.Metric, alarm),
            Dimensions = line.Metric?.Dimensions,
            ReturnData = line.ReturnData,
        });

    /// <summary>
    /// The alarm as it is announced: its id is made of the name as it came, for that is what SNS carries as well, and which of a
    /// composite alarm's children triggered it is not known.
    /// </summary>
    public AlarmFact Announced(CloudAlarm alarm) => Fact(alarm) with { Id = ArnOf(alarm.Name), Children = null };

    private AlarmFact Fact(CloudAlarm alarm)
    {
        var id = IdOf(alarm.Name);
        var lines = alarm.Metric is null ? Lines(alarm).Select(Redacted).ToList() : [];
        return new AlarmFact
        {
            EvidenceId = _ids?.For(
                "alarm", id, alarm.State, alarm.StateChangedAt.ToUnixTimeSeconds().ToString("D", CultureInfo.InvariantCulture)),
            Provider = CloudProvider.Aws,
            Id = id,
            Name = _redactor.Redact(alarm.Name),
            Description = _redactor.RedactOptional(alarm.Description),
            Account = _account,
            Region = _region,
            State = StateOf(alarm.State),
            StateChangedAt = alarm.StateChangedAt,
            Reason = _redactor.RedactOptional(alarm.Reason),
            Metric = alarm.Metric is null ? null : Redacted(Rule(alarm.Metric, alarm)),
            Dimensions = Redacted(alarm.Metric?.Dimensions),
            Metrics = lines.Count > 0 ? lines : null,
            Threshold = alarm.Threshold,
            Comparison = _redactor.RedactOptional(alarm.Comparison),
            Rule = _redactor.RedactOptional(alarm.Rule),
            Children = alarm.Rule is null ? null : [.. AlarmRule.NamesIn(alarm.Rule).Select(IdOf)],
            HasOkAction = alarm.HasOkAction,
            HasAlarmAction = alarm.HasAlarmAction,
        };
    }

    /// <summary>Built from the integration's own account: what a rule or an answer says of an ARN steers nothing.</summary>
    private string IdOf(string name) => ArnOf(_redactor.Redact(name));

    private string ArnOf(string name) => $"arn:{AwsEndpoints.PartitionOf(_region)}:cloudwatch:{_region}:{_account}:alarm:{name}";

    private MetricExpression Redacted(MetricExpression line) => line with
    {
        Expression = _redactor.RedactOptional(line.Expression),
        Label = _redactor.RedactOptional(line.Label),
        Metric = line.Metric is null ? null : Redacted(line.Metric),
        Dimensions = Redacted(line.Dimensions),
    };

    private MetricRule Redacted(MetricRule rule) => rule with
    {
        Namespace = _redactor.Redact(rule.Namespace),
        Name = _redactor.Redact(rule.Name),
        Statistic = _redactor.Redact(rule.Statistic),
        Unit = _redactor.RedactOptional(rule.Unit),
        TreatMissingData = _redactor.RedactOptional(rule.TreatMissingData),
    };

    private Dictionary<string, string>? Redacted(IReadOnlyDictionary<string, string>? dimensions) =>
        dimensions?.GroupBy(d => _redactor.Redact(d.Key)).ToDictionary(d => d.Key, d => _redactor.Redact(d.First().Value));

    private static MetricRule Rule(AlarmMetric metric, CloudAlarm alarm) => new()
    {
        Namespace = metric.Namespace,
        Name = metric.Name,
        Statistic = metric.Statistic,
        Unit = metric.Unit,
        PeriodSeconds = metric.PeriodSeconds,
        EvaluationPeriods = alarm.EvaluationPeriods,
        DatapointsToAlarm = alarm.DatapointsToAlarm,
        TreatMissingData = alarm.TreatMissingData,
    };

    public static AlarmState StateOf(string state) => state switch
    {
        "ALARM" => AlarmState.Alarm,
        "OK" => AlarmState.Ok,
        _ => AlarmState.InsufficientData,
    };
}
