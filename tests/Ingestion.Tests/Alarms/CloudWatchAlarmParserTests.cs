using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Grouping;

namespace CauseFlow.Ingestion.Tests.Alarms;

public sealed class CloudWatchAlarmParserTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void Parse_MetricAlarm_ReadsEveryField()
    {
        var alarm = CloudWatchAlarmParser.Parse(AlarmMessages.Metric("errors", AlarmState.Alarm, At)).Alarm!;
        alarm.Id.ShouldBe("arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors");
        alarm.Region.ShouldBe("us-east-1");
        alarm.StateChangedAt.ShouldBe(At);
        alarm.State.ShouldBe(AlarmState.Alarm);
        alarm.PreviousState.ShouldBe(AlarmState.Ok);
        alarm.Metric!.Statistic.ShouldBe("Sum");
        alarm.Metric.PeriodSeconds.ShouldBe(60);
        alarm.Metric.DatapointsToAlarm.ShouldBe(1);
        alarm.Dimensions!["FunctionName"].ShouldBe("checkout");
        alarm.Threshold.ShouldBe(1.0);
        alarm.HasOkAction.ShouldBe(false);
        alarm.HasAlarmAction.ShouldBe(true);
        alarm.Description.ShouldBeNull();
    }

    [Fact]
    public void Parse_CompositeAlarm_HasRuleAndChildrenAndNoMetric()
    {
        var alarm = CloudWatchAlarmParser.Parse(AlarmMessages.Composite).Alarm!;
        alarm.Metric.ShouldBeNull();
        alarm.Rule.ShouldBe("ALARM(a) OR ALARM(b)");
        alarm.Children.ShouldBe(["arn:aws:cloudwatch:us-east-2:123456789012:alarm:a"]);
        alarm.Region.ShouldBe("us-east-2");
    }

    [Fact]
    public void Parse_MetricMath_HasNoMetric()
    {
        var alarm = CloudWatchAlarmParser.Parse(AlarmMessages.MetricMath).Alarm!;
        alarm.Metric.ShouldBeNull();
        alarm.Threshold.ShouldBe(1.5);
    }

    [Fact]
    public void Parse_SecretsAndHiddenCharacters_AreInNoText()
    {
        const string secret = "ops@example.com\u202e";
        var name = $"smtp login for {secret}";
        var message = AlarmMessages.Metric(name, AlarmState.Alarm, At, $"fn-{secret}")
            .Replace("\"Errors\"", $"\"Errors {secret}\"", StringComparison.Ordinal)
            .Replace("AWS/Lambda", $"AWS/{secret}", StringComparison.Ordinal)
            .Replace("\"Unit\":null", $"\"Unit\":\"{secret}{new string('u', 9000)}\"", StringComparison.Ordinal)
            .Replace("\"SUM\"", $"\"{secret}\"", StringComparison.Ordinal)
            .Replace("GreaterThanThreshold", $"Greater\u200bThan {secret}{new string('c', 9000)}", StringComparison.Ordinal)
            .Replace("Threshold Crossed", $"ops@\u200bexample.com\u2028crossed\u2066", StringComparison.Ordinal);

        var alarm = CloudWatchAlarmParser.Parse(message).Alarm!;

        alarm.Id.ShouldEndWith(name, Case.Sensitive, "it is the cloud's own id and steers the reading of the alarm");
        var shown = System.Text.Json.JsonSerializer.Serialize(alarm with { Id = "" }, ContractJson.Options);
        shown.ShouldContain("[redacted:email]");
        shown.ShouldNotContain("ops@");
        System.Text.RegularExpressions.Regex.Unescape(shown).Any(c => char.GetUnicodeCategory(c)
            is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator).ShouldBeFalse();
        alarm.Comparison!.Length.ShouldBe(255);
        alarm.Metric!.Unit!.Length.ShouldBe(255);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"AlarmName\":\"x\"}")]
    [InlineData("{\"Event Source\":\"db-instance\"}")]
    [InlineData("{\"AlarmName\":\"a\",\"AlarmName\":\"b\"}")]
    public void Parse_AnythingElse_IsNotAnAlarm(string text) =>
        CloudWatchAlarmParser.Parse(text).IgnoredReason.ShouldBe(AlarmReading.NotAnAlarm);

    [Fact]
    public void Parse_AccountsThatDiffer_IsIgnored() =>
        CloudWatchAlarmParser.Parse(AlarmMessages.MetricMath.Replace(
            "\"AWSAccountId\":\"123456789012\"", "\"AWSAccountId\":\"999999999999\"", StringComparison.Ordinal))
            .IgnoredReason.ShouldBe(AlarmReading.AccountMismatch);

    [Fact]
    public void IncidentKey_SameResource_IsSharedByAlarmsAndNotByTenants()
    {
        var errors = CloudWatchAlarmParser.Parse(AlarmMessages.Metric("errors", AlarmState.Alarm, At)).Alarm!;
        var duration = CloudWatchAlarmParser.Parse(AlarmMessages.Metric("duration", AlarmState.Ok, At)).Alarm!;
        var other = CloudWatchAlarmParser.Parse(AlarmMessages.Metric("errors", AlarmState.Alarm, At, "cart")).Alarm!;
        var key = IncidentKey.Of("ten_a", errors);
        key.Length.ShouldBe(64);
        IncidentKey.Of("ten_a", duration).ShouldBe(key);
        IncidentKey.Of("ten_a", other).ShouldNotBe(key);
        IncidentKey.Of("ten_b", errors).ShouldNotBe(key);
    }
}
