using System.Text;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.AzureMonitor;
using CauseFlow.Ingestion.Custom;
using CauseFlow.Ingestion.GcpMonitoring;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.Sns;
using CauseFlow.Ingestion.Tests.AzureMonitor;
using CauseFlow.Ingestion.Tests.GcpMonitoring;
using CauseFlow.Ingestion.Tests.Sns;

namespace CauseFlow.Ingestion.Tests.Alarms;

/// <summary>Whatever a sender writes, the parsers answer: with an alarm, with nothing, or with the refusal that they promise.</summary>
public sealed class AlarmFuzzTests
{
    private static readonly DateTimeOffset At = SnsFixture.Now;
    private static readonly IReadOnlyList<string> Messages =
    [
        AlarmMessages.Metric("errors", AlarmState.Alarm, At),
        AlarmMessages.CompositeOf("down", AlarmState.Ok, At, "ALARM(\"errors\") AND NOT (OK(slow) OR INSUFFICIENT_DATA(x))", ["errors"]),
        """{"AlarmName":"math","NewStateValue":"ALARM","StateChangeTime":"2026-03-01T12:00:00.000+0000","AlarmArn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:math","Trigger":{"Metrics":[{"Id":"m1","Expression":"e/2","Label":"l","ReturnData":true},{"Id":"e","MetricStat":{"Metric":{"Namespace":"AWS/Lambda","MetricName":"Errors","Dimensions":[{"name":"FunctionName","value":"f"}]},"Period":60,"Stat":"p99"}}],"Threshold":1e2}}""",
    ];

    private static IReadOnlyList<string> AzureCorpus =>
    [
        AzureAlerts.Metric("cpu", fired: true, At).ToJsonString(), AzureAlerts.Log("slow", fired: false, At).ToJsonString(),
    ];

    private static IReadOnlyList<string> GcpCorpus => [GcpIncidents.Run("0.abc", open: true, At).ToJsonString(), GcpIncidents.Test];

    [Fact]
    public Task Cloudwatch_alarms() => FuzzRun.OnAsync("CloudWatch alarm", Messages, input =>
    {
        var text = Encoding.UTF8.GetString(input);
        _ = CloudWatchAlarmParser.AccountOf(text);
        if (CloudWatchAlarmParser.Parse(text).Alarm is not { } alarm)
        {
            return false;
        }

        _ = CompositeRule.IsComposite(alarm) ? CompositeRule.NamedBy(alarm).Concat(CompositeRule.TriggeringOf(alarm)).Count() : 0;
        IncidentKey.Of("ten_1", alarm).Length.ShouldBe(64);
        _ = AlarmTimes.ArePlausible(alarm, At);
        return true;
    });

    [Fact]
    public Task Sns_envelopes()
    {
        using var fixture = new SnsFixture();
        List<string> corpus =
        [
            Encoding.UTF8.GetString(fixture.Signer.Sign(SnsSigner.Notification(At, Messages[0]))),
            Encoding.UTF8.GetString(fixture.Signer.Sign(SnsSigner.Confirmation(At))),
        ];
        return FuzzRun.OnAsync("SNS envelope", corpus, input =>
        {
            try
            {
                var message = SnsEnvelopeParser.Parse(input);
                _ = SnsStringToSign.Of(message).Length;
                _ = SnsUrl.SigningCertificate(message, fixture.Options);
                return true;
            }
            catch (SnsRejectedException)
            {
                return false;
            }
        });
    }

    [Fact]
    public Task Arns() => FuzzRun.OnAsync(
        "ARN of an alarm or topic",
        ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:a:b c", "arn:aws-cn:sns:cn-north-1:123456789012:alarms", SnsSigner.Topic],
        input =>
        {
            var text = Encoding.UTF8.GetString(input);
            var (alarm, topic) = (AlarmArn.TryParse(text), SnsTopic.TryParse(text));
            alarm?.Arn.ShouldBe(text);
            topic?.Arn.ShouldBe(text);
            return alarm is not null || topic is not null;
        });

    [Theory]
    [InlineData("Azure alert")]
    [InlineData("Google incident")]
    public Task Alerts_that_are_read_at_the_door(string kind)
    {
        IAlertParser parser = kind == "Azure alert" ? new AzureAlertParser() : new GcpIncidentParser();
        return FuzzRun.OnAsync(kind, kind == "Azure alert" ? AzureCorpus : GcpCorpus, input =>
        {
            try
            {
                return parser.Parse(input, At).Reading.Alarm is not null;
            }
            catch (AlertRefusedException)
            {
                return false;
            }
        });
    }

    [Fact]
    public Task Custom_alerts() => FuzzRun.OnAsync(
        "custom alert",
        ["""{"title":"Checkout is slow","description":"d","severity":"high","sourceAlertId":"a-1","service":"checkout","environment":"production","tags":["team:shop"],"metadata":{"a":"b","c":1}}"""],
        input => CustomAlertReader.Parse(input) is { } alert && CustomAlertReader.Check(alert).Count == 0);
}
