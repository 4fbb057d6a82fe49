using System.Globalization;
using System.Text.Json;
using System.Xml;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>Turns an alert and its rule, as Azure has them, into what is published and what later calls need.</summary>
internal sealed class AlertFacts(CollectionContext context)
{
    private const int MaxTargets = 20;

    /// <summary>Null where the answer is no alert.</summary>
    /// <param name="alert">The alert of Alerts Management.</param>
    /// <param name="rule">Its metric rule; null where it is none or could not be read.</param>
    public WatchedAlarm? Watched(JsonElement alert, JsonElement? rule)
    {
        if (AzureId.Parse(alert.Text("id")) is not { } id || alert.At("properties", "essentials") is not { } essentials)
        {
            return null;
        }

        var criterion = rule?.Items("properties", "criteria", "allOf") is [var first, ..] ? first : (JsonElement?)null;
        var metric = criterion is { } found ? Metric(found, rule!.Value) : null;
        var dimensions = criterion is { } watched ? Dimensions(watched) : null;
        var ruleId = AzureId.Parse(essentials.Text("alertRule"));
        var name = ruleId?.Name ?? essentials.Text("alertRule") ?? alert.Text("name") ?? id.Name;
        var state = essentials.Text("monitorCondition") switch { "Fired" => AlarmState.Alarm, "Resolved" =>
            AlarmState.Ok, _ => AlarmState.InsufficientData };
        var changed = (state == AlarmState.Ok ? essentials.Time("monitorConditionResolvedDateTime") : null)
            ?? essentials.Time("startDateTime") ?? essentials.Time("lastModifiedDateTime") ?? context.Time.GetUtcNow();
        var targets = new[] { essentials.Text("targetResource") }.Concat(rule?.Texts("properties", "scopes") ?? [])
            .Select(AzureId.Parse).OfType<AzureId>().Select(target =>
                target.Lower).Distinct(StringComparer.Ordinal).Take(MaxTargets).ToList();
        var redactor = context.Redactor;
        var fact = new AlarmFact
        {
            EvidenceId = context.Ids.For("alarm", redactor.Redact(id.Lower), state.ToString(),
                changed.ToUnixTimeSeconds().ToString("D", CultureInfo.InvariantCulture)),
            Provider = CloudProvider.Azure,
            Id = redactor.Redact(id.Lower),
            RuleId = redactor.RedactOptional(ruleId?.Lower),
            Name = redactor.Redact(name),
            Description = redactor.RedactOptional(essentials.Text("description") ?? rule?.Text("properties", "description")),
            Account = id.Subscription,
            Region = Resolve.AzureResources.Global,
            State = state,
            StateChangedAt = changed,
            Reason = redactor.RedactOptional(Reason(essentials, criterion)),
            Metric = metric is null ? null : metric with
            {
                Namespace = redactor.Redact(metric.Namespace), Name = redactor.Redact(metric.Name),
                    Statistic = redactor.Redact(metric.Statistic),
            },
            Dimensions = dimensions?.ToDictionary(pair => redactor.Redact(pair.Key), pair => redactor.Redact(pair.Value)),
            Threshold = criterion?.Number("threshold"),
            Comparison = criterion is null ? null : Comparison(criterion.Value.Text("operator")),
            TargetIds = [.. targets.Select(redactor.Redact)],
        };
        return new WatchedAlarm(
            fact, metric is null ? [] : [new MetricExpression { Id = "m1", Metric = metric, Dimensions = dimensions,
                ReturnData = true }], name);
    }

    private static MetricRule? Metric(JsonElement criterion, JsonElement rule) =>
        criterion.Text("metricName") is not { Length: > 0 } name ? null : new MetricRule
    {
        Namespace = criterion.Text("metricNamespace") ?? rule.Text("properties", "targetResourceType") ?? "",
        Name = name,
        Statistic = MetricStatistics.OfAggregation(criterion.Text("timeAggregation")),
        PeriodSeconds = Seconds(rule.Text("properties", "windowSize")) ?? 300,
        EvaluationPeriods = 1,
    };

    /// <summary>Only a dimension with one value narrows a series; a wildcard or several values do not.</summary>
    private static Dictionary<string, string>? Dimensions(JsonElement criterion)
    {
        var single = criterion.Items("dimensions").Select(item =>
            (Name: item.Text("name"), Values: item.Texts("values"), Operator: item.Text("operator")))
            .Where(item => item.Name is not null && item.Values is [not "*"] && item.Operator is null or "Include")
            .GroupBy(item => item.Name!, StringComparer.OrdinalIgnoreCase).ToDictionary(item => item.Key, item =>
                item.First().Values[0]);
        return single.Count > 0 ? single : null;
    }

    private static string? Reason(JsonElement essentials, JsonElement? criterion) => criterion is null
        ? essentials.Text("signalType") is { } signal ? $"{signal} alert of {essentials.Text("monitorService") ?? "Azure Monitor"}" : null
        : $"{criterion.Value.Text("timeAggregation")} {criterion.Value.Text("metricName")} {criterion.Value.Text("operator")} {criterion.Value.Text("threshold") ?? "a dynamic threshold"}";

    /// <summary>The words that rules of diagnosis know.</summary>
    private static string? Comparison(string? word) => word switch
    {
        "GreaterThan" => "GreaterThanThreshold",
        "GreaterThanOrEqual" => "GreaterThanOrEqualToThreshold",
        "LessThan" => "LessThanThreshold",
        "LessThanOrEqual" => "LessThanOrEqualToThreshold",
        _ => word,
    };

    private static int? Seconds(string? duration)
    {
        try
        {
            return duration is null ? null : (int)Math.Clamp(XmlConvert.ToTimeSpan(duration).TotalSeconds, 60, 86_400);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
