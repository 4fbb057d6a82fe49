using System.Globalization;
using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>
/// Reads the condition of the alerting policy again: from here on the cloud's own metric, threshold and filter steer every
/// call, never the message's. Which resource fired only the message tells, since Google has no call for incidents.
/// </summary>
internal sealed class AlarmSource(IMonitoringClient monitoring) : IEvidenceSource
{
    private const string Api = "monitoring.alertPolicies.get";

    public SourcePlan Plan => GcpPlans.Alarm;

    public bool AppliesTo(CollectionTarget target) => target.Alarm is { Provider: CloudProvider.Gcp } || GcpSubject.IsWholeAccount(target);

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (context.Target.Alarm is not { } said)
        {
            yield return Only(context, CoverageOutcome.NotApplicable, "No alarm was named, and Google Cloud has no call that lists open incidents.");
            yield break;
        }

        if (GcpSubject.ConditionOf(context.Target) is not { } named)
        {
            yield return Only(
                context, CoverageOutcome.Partial,
                "The alarm names no alerting policy in a project of this integration: what it watches is taken from its message.");
            yield break;
        }

        AlertCondition? condition = null;
        Coverage row;
        try
        {
            condition = await monitoring.GetConditionAsync(named.Project, named.Policy, named.Condition, context.Calls, cancellationToken);
            row = condition is { Beyond: { } beyond }
                ? CoverageRows.Of(
                    context, Plan, Api, CoverageOutcome.Partial,
                    $"The alarm's own series is not read, since {beyond}: only what was resolved tells how it behaved.")
                : condition is not null
                ? CoverageRows.Of(context, Plan, Api, CoverageOutcome.Complete)
                : CoverageRows.Of(
                    context, Plan, Api, CoverageOutcome.Partial,
                    "The alerting policy has no such condition any more: the resources that the message names are looked into.");
        }
        catch (CollectionException e) when (e.ProviderCode == GcpErrors.NotFound)
        {
            row = CoverageRows.Of(
                context, Plan, Api, CoverageOutcome.Partial,
                "The alerting policy was deleted, or may not be seen: the resources that the message names are looked into.");
        }

        yield return condition is null ? new EvidenceBatch { Coverage = [row] } : Batch(context, said, condition, row);
    }

    private EvidenceBatch Only(CollectionContext context, CoverageOutcome outcome, string detail) =>
        new() { Coverage = [CoverageRows.Of(context, Plan, Api, outcome, detail)] };

    private static EvidenceBatch Batch(CollectionContext context, AlarmFact said, AlertCondition condition, Coverage row)
    {
        var redactor = context.Redactor;

        // The numerator's counts under a ratio's threshold would look like an alarm that never was.
        var metric = condition.Beyond is null ? MetricFilters.TypeOf(condition.Filter) : null;
        var rule = metric is null ? null : new MetricRule
        {
            Namespace = metric.Split('/')[0], Name = metric, Statistic = Aligners.Statistic(condition.Aligner),
            PeriodSeconds = condition.AlignmentSeconds, EvaluationPeriods = Math.Max(1, condition.DurationSeconds / condition.AlignmentSeconds),
        };
        var fact = new AlarmFact
        {
            EvidenceId = context.Ids.For(
                "alarm", redactor.Redact(said.Id), said.State.ToString(), said.StateChangedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            Provider = CloudProvider.Gcp, Id = redactor.Redact(said.Id), Name = redactor.Redact(condition.PolicyName),
            Description = redactor.RedactOptional(condition.Documentation), Account = context.Account, Region = context.Region,
            State = said.State, StateChangedAt = said.StateChangedAt, Reason = redactor.RedactOptional(said.Reason),
            Metric = rule is null ? null : rule with { Namespace = redactor.Redact(rule.Namespace), Name = redactor.Redact(rule.Name) },
            Dimensions = said.Dimensions?.GroupBy(pair => redactor.Redact(pair.Key)).ToDictionary(pair => pair.Key, pair => redactor.Redact(pair.First().Value)),
            Threshold = condition.Threshold,
            Comparison = condition.Comparison switch
            {
                "COMPARISON_GT" => "GreaterThanThreshold",
                "COMPARISON_LT" => "LessThanThreshold",
                { } word => redactor.Redact(word),
                null => null,
            },
            RuleId = redactor.RedactOptional(said.RuleId), ResourceType = redactor.RedactOptional(said.ResourceType),
        };
        var query = rule is null || condition.Filter is not { } filter ? null : new WatchedQuery(
            rule.Name, filter, condition.Aligner ?? "ALIGN_MEAN", condition.Reducer, rule.PeriodSeconds,
            said.Dimensions ?? new Dictionary<string, string>());
        return new EvidenceBatch
        {
            Alarms = [fact], Watched = [new WatchedAlarm(fact, [], condition.PolicyName) { Query = query }], Coverage = [row],
        };
    }
}
