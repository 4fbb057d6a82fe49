using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

public sealed class StatedCauseTests
{
    [Theory]
    [InlineData("BackOff", "Back-off restarting failed container (reason: OOMKilled, exit code: 137)", CauseCategory.ResourceExhaustion)]
    [InlineData("Failed", "Failed to pull image \"shop:2\": manifest unknown", CauseCategory.BadConfiguration)]
    [InlineData("FailedScheduling", "0/2 nodes are available: 2 Insufficient cpu.", CauseCategory.ResourceExhaustion)]
    [InlineData("FailedCreate", "pods \"shop\" is forbidden: exceeded quota: default", CauseCategory.ResourceExhaustion)]
    [InlineData("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", CauseCategory.BadConfiguration)]
    [InlineData("event", "Multi-AZ instance failover initiated.", CauseCategory.InfrastructureFailure)]
    public void What_the_platform_says_is_the_first_cause(string reason, string message, CauseCategory expected)
    {
        var verdict = new ServiceMap().Alarm("shop", "latency").Metric("shop", "latency", 100, 300).State("shop", "event", reason, message).Judge();

        verdict.Causes[0].Signal.ShouldBe("stated_cause");
        verdict.Causes[0].Category.ShouldBe(expected);
        verdict.Causes[0].Supporting.ShouldContain("evi_state_0");
    }

    [Fact]
    public void It_outranks_statistics()
    {
        var verdict = new ServiceMap().Calls("shop", "orders", "stock").Alarm("shop", "latency").Metric("shop", "latency", 100, 300)
            .Metric("orders", "latency", 80, 280).State("stock", "event", "Evicted", "The node was low on resource: memory").Judge();

        verdict.Causes[0].Resource.Name.ShouldBe("stock");
        verdict.Causes[1].Resource.Name.ShouldBe("orders");
    }

    [Fact]
    public void What_was_said_days_ago_is_no_cause()
    {
        var verdict = new ServiceMap().Alarm("shop", "latency").Metric("shop", "latency", 100, 300)
            .State("shop", "event", "BackOff", "reason: OOMKilled", minutesBefore: 5 * 24 * 60).Judge();

        verdict.Causes.ShouldBeEmpty();
    }

    [Fact]
    public void An_alarm_on_missing_data_is_at_fault_itself()
    {
        var verdict = new ServiceMap().Alarm("shop", "latency").With(alarm => alarm with { Metric = alarm.Metric! with { TreatMissingData = "breaching" } })
            .Series("shop", "latency", minute => minute < -10 ? 100 : null).Metric("shop", "requests", 50, 50, "Count").Judge();

        verdict.Causes[0].Category.ShouldBe(CauseCategory.AlarmMisconfigured);
        verdict.Causes[0].Signal.ShouldBe("missing_data");
    }

    [Fact]
    public void Where_everything_fell_silent_the_alarm_is_not_blamed()
    {
        var verdict = new ServiceMap().Alarm("shop", "latency").With(alarm => alarm with { Metric = alarm.Metric! with { TreatMissingData = "breaching" } })
            .Series("shop", "latency", minute => minute < -10 ? 100 : null).Series("shop", "requests", minute => minute < -10 ? 50 : null, "Count").Judge();

        verdict.Causes.ShouldBeEmpty();
        verdict.Outcome.ShouldBe(VerdictOutcome.Insufficient);
    }

    [Fact]
    public void A_threshold_within_what_is_usual_is_at_fault()
    {
        var verdict = new ServiceMap().Alarm("shop", "latency").With(alarm => alarm with { Threshold = 100 })
            .Series("shop", "latency", minute => 90 + (5 * Math.Abs(minute % 4))).Judge();

        verdict.Causes[0].Category.ShouldBe(CauseCategory.AlarmMisconfigured);
        verdict.Causes[0].Signal.ShouldBe("usual_value");
    }

    [Fact]
    public void An_alarm_that_goes_to_and_fro_is_at_fault()
    {
        var map = new ServiceMap().Alarm("shop", "latency").Metric("shop", "latency", 100, 100);
        for (var minute = 60; minute > 0; minute -= 10)
        {
            map.State("shop", "alarm_transition", "", minute % 20 == 0 ? "ALARM" : "OK", minute);
        }

        map.Judge().Causes[0].Signal.ShouldBe("flapping");
    }
}
