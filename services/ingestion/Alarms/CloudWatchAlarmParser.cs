using System.Globalization;
using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>
/// Reads the text of a CloudWatch alarm as SNS really carries it: Region is a display name (the ARN's is used),
/// StateChangeTime ends in +0000, composite alarms have a rule and no Trigger, metric math has no MetricName.
/// </summary>
public static class CloudWatchAlarmParser
{
    private const int MaxDepth = 16;
    private const int MaxName = 255;
    private const int MaxValue = 1024;
    private const int MaxItems = 100;

    public static AlarmReading Parse(string message)
    {
        try
        {
            using var document = JsonDocument.Parse(
                message, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : AlarmReading.Ignored(AlarmReading.NotAnAlarm);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return AlarmReading.Ignored(AlarmReading.NotAnAlarm);
        }
    }

    /// <summary>The account of the alarm that a message's text is about; null when it is about none.</summary>
    public static string? AccountOf(string message)
    {
        try
        {
            using var document = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? AlarmArn.TryParse(Text(document.RootElement, "AlarmArn"))?.Account : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static AlarmReading Read(JsonElement root)
    {
        var arn = AlarmArn.TryParse(Text(root, "AlarmArn"));
        var changedAt = Instant(Text(root, "StateChangeTime"));
        if (arn is null || changedAt is null || Text(root, "AlarmName") != arn.Name
            || State(Text(root, "NewStateValue")) is not { } state)
        {
            return AlarmReading.Ignored(AlarmReading.NotAnAlarm);
        }

        if (Text(root, "AWSAccountId") is { } account && account != arn.Account)
        {
            return AlarmReading.Ignored(AlarmReading.AccountMismatch);
        }

        var trigger = root.TryGetProperty("Trigger", out var value) && value.ValueKind == JsonValueKind.Object
            ? value : (JsonElement?)null;
        return new AlarmReading(new AlarmFact
        {
            Provider = CloudProvider.Aws,
            Id = arn.Arn,
            Name = AlarmText.Line(arn.Name, MaxName),
            Description = AlarmText.Paragraph(Text(root, "AlarmDescription")),
            Account = arn.Account,
            Region = arn.Region,
            State = state,
            PreviousState = State(Text(root, "OldStateValue")),
            StateChangedAt = changedAt.Value,
            Reason = AlarmText.Paragraph(Text(root, "NewStateReason")),
            Metric = trigger is { } t ? Metric(t) : null,
            Dimensions = trigger is { } d ? Dimensions(d) : null,
            Threshold = trigger is { } h ? Number(h, "Threshold") : null,
            Comparison = trigger is { } c ? AlarmText.OptionalLine(Text(c, "ComparisonOperator"), MaxName) : null,
            Metrics = trigger is { } m ? Lines(m) : null,
            Rule = AlarmText.Paragraph(Text(root, "AlarmRule")),
            Children = Children(root),
            HasOkAction = HasItems(root, "OKActions"),
            HasAlarmAction = HasItems(root, "AlarmActions"),
        }, null);
    }

    /// <summary>Lines of metric math and anomaly bands; null where the trigger names one metric.</summary>
    private static List<MetricExpression>? Lines(JsonElement trigger)
    {
        if (!trigger.TryGetProperty("Metrics", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        return [.. list.EnumerateArray().Take(MaxItems).Select(line => Line(line, trigger)).OfType<MetricExpression>()];
    }

    private static MetricExpression? Line(JsonElement line, JsonElement trigger)
    {
        if (line.ValueKind != JsonValueKind.Object || Text(line, "Id") is not { Length: > 0 and <= 255 } id)
        {
            return null;
        }

        var stat = Member(line, "MetricStat");
        var metric = stat is { } s ? Member(s, "Metric") : null;
        return new MetricExpression
        {
            Id = id,
            Expression = AlarmText.Paragraph(Text(line, "Expression")),
            Label = AlarmText.Paragraph(Text(line, "Label")),
            Metric = stat is { } read && metric is { } named ? Metric(named, read, trigger) : null,
            Dimensions = metric is { } owner ? Dimensions(owner) : null,
            ReturnData = line.TryGetProperty("ReturnData", out var returned) && returned.ValueKind == JsonValueKind.True,
        };
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static MetricRule? Metric(JsonElement trigger) => Metric(trigger, trigger, trigger);

    /// <param name="named">Holds the metric's name and namespace.</param>
    /// <param name="read">Holds period, statistic and unit.</param>
    /// <param name="trigger">Holds how it is evaluated.</param>
    private static MetricRule? Metric(JsonElement named, JsonElement read, JsonElement trigger)
    {
        if (Text(named, "MetricName") is not { Length: > 0 and <= 255 } name
            || Text(named, "Namespace") is not { Length: > 0 and <= 255 } metricNamespace)
        {
            return null;
        }

        return new MetricRule
        {
            Namespace = AlarmText.Line(metricNamespace, MaxName),
            Name = AlarmText.Line(name, MaxName),
            Statistic = Statistic(Text(read, "ExtendedStatistic") ?? Text(read, "Statistic") ?? Text(read, "Stat")),
            Unit = AlarmText.OptionalLine(Text(read, "Unit"), MaxName),
            PeriodSeconds = (int)Math.Clamp(Number(read, "Period") ?? 60, 1, 86_400),
            EvaluationPeriods = (int)Math.Clamp(Number(trigger, "EvaluationPeriods") ?? 1, 1, 86_400),
            DatapointsToAlarm = (int?)Number(trigger, "DatapointsToAlarm"),
            TreatMissingData = AlarmText.Paragraph(Text(trigger, "TreatMissingData")),
        };
    }

    private static string Statistic(string? value) => value?.ToUpperInvariant() switch
    {
        "AVERAGE" => "Average",
        "SUM" => "Sum",
        "MINIMUM" => "Minimum",
        "MAXIMUM" => "Maximum",
        "SAMPLECOUNT" or "SAMPLE_COUNT" => "SampleCount",
        null or "" => "Average",
        _ => value.Length <= 32 ? AlarmText.Line(value, MaxName) : "Average",
    };

    private static Dictionary<string, string>? Dimensions(JsonElement trigger)
    {
        if (!trigger.TryGetProperty("Dimensions", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        // Sorted, so that the same alarm always has the same JSON.
        var dimensions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in list.EnumerateArray().Take(MaxItems))
        {
            if (item.ValueKind == JsonValueKind.Object && Text(item, "name") is { Length: <= MaxName } name
                && Text(item, "value") is { Length: <= MaxValue } value)
            {
                dimensions[AlarmText.Line(name, MaxName)] = AlarmText.Line(value, MaxValue);
            }
        }

        return new Dictionary<string, string>(dimensions, StringComparer.Ordinal);
    }

    private static List<string>? Children(JsonElement root) =>
        root.TryGetProperty("TriggeringChildren", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Take(MaxItems)
                .Select(child => child.ValueKind == JsonValueKind.Object ? AlarmArn.TryParse(Text(child, "Arn")) : null)
                .OfType<AlarmArn>().Select(arn => arn.Arn)]
            : null;

    private static bool? HasItems(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.GetArrayLength() > 0
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : null;

    private static AlarmState? State(string? value) => value switch
    {
        "ALARM" => AlarmState.Alarm,
        "OK" => AlarmState.Ok,
        "INSUFFICIENT_DATA" => AlarmState.InsufficientData,
        _ => null,
    };

    private static DateTimeOffset? Instant(string? value) =>
        DateTimeOffset.TryParse(
            value, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? AlarmTimes.ToMicroseconds(instant)
            : null;
}
