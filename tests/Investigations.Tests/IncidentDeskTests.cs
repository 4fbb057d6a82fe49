using CauseFlow.Contracts;
using CauseFlow.Investigations.Alarms;
using CauseFlow.Investigations.Incidents;
using CsCheck;

namespace CauseFlow.Investigations.Tests;

public sealed class IncidentDeskTests : IDisposable
{
    private readonly Desks desks = new();

    [Fact]
    public void Any_order_of_alarm_ok_and_resolve_ends_resolved_with_the_latest_state()
    {
        Gen.Int[0, int.MaxValue].Sample(seed =>
        {
            var flow = new Flow($"a{seed}");
            ITenantMessage[] messages = [flow.Alarm(), flow.Alarm(AlarmState.Ok, 20), flow.Resolved(25),
                flow.Requested()];
            new Random(seed).Shuffle(messages);
            desks.DeliverAllAsync(messages).GetAwaiter().GetResult();

            var incident = desks.IncidentAsync(flow.IncidentId).GetAwaiter().GetResult();
            using var db = desks.Context();
            var alarm = db.IncidentAlarms.Single(row => row.IncidentId == flow.IncidentId);
            return incident is { Status: IncidentStatus.Resolved, Title: "checkout-errors-P1", AlarmCount: 1,
                Source: "cloudwatch" }
                && incident.FiredAt == Flow.Onset.AddMinutes(3) && alarm.Fact.State == AlarmState.Ok;
        }, iter: 24, threads: 1);
    }

    [Fact]
    public async Task An_alarm_after_the_resolve_opens_the_incident_again_and_an_older_one_does_not()
    {
        var flow = new Flow();
        await desks.DeliverAsync(flow.Alarm(), flow.Resolved(25), flow.Alarm(AlarmState.Alarm, 10, "other"));
        (await desks.IncidentAsync(flow.IncidentId)).Status.ShouldBe(IncidentStatus.Resolved);

        await desks.DeliverAsync(flow.Alarm(AlarmState.Alarm, 30));

        var incident = await desks.IncidentAsync(flow.IncidentId);
        incident.Status.ShouldBe(IncidentStatus.Open);
        incident.ResolvedAt.ShouldBeNull();
    }

    [Fact]
    public void A_re_fire_is_investigated_whichever_of_its_messages_comes_first()
    {
        Gen.Int[0, int.MaxValue].Sample(seed =>
        {
            var flow = new Flow($"r{seed}");
            desks.DeliverAsync(flow.Alarm(), flow.Requested(), flow.Resolved(25)).GetAwaiter().GetResult();
            var again = flow.Alarm(AlarmState.Alarm, 30) with { InvestigationId = $"{flow.InvestigationId}_again" };
            ITenantMessage[] messages =
            [
                again,
                flow.Requested() with { InvestigationId = again.InvestigationId!, Alarm = again.Alarm,
                    RequestedAt = Flow.Onset.AddMinutes(31) },
                flow.Alarm(AlarmState.Ok, 20),
                flow.Resolved(25),
            ];
            new Random(seed).Shuffle(messages);
            desks.DeliverAllAsync(messages).GetAwaiter().GetResult();

            var incident = desks.IncidentAsync(flow.IncidentId).GetAwaiter().GetResult();
            return incident is { Status: IncidentStatus.Investigating, ResolvedAt: null, Resolution: null };
        }, iter: 24, threads: 1);
    }

    [Theory]
    [InlineData("checkout-errors-critical", IncidentSeverity.Critical, "alarm_name")]
    [InlineData("[P0] checkout", IncidentSeverity.Critical, "alarm_name")]
    [InlineData("p1 checkout latency", IncidentSeverity.High, "alarm_name")]
    [InlineData("checkout_warning", IncidentSeverity.Medium, "alarm_name")]
    [InlineData("highway-errors", IncidentSeverity.Medium, "default")]
    [InlineData("checkout", IncidentSeverity.Medium, "default")]
    public void Severity_comes_from_whole_words_of_the_name(string name, IncidentSeverity severity, string source) =>
        SeverityRule.OfName(name).ShouldBe((severity, source));

    [Theory]
    [InlineData(IncidentSeverity.Low, "critical", "checkout-P0", IncidentSeverity.Low, "sender")]
    [InlineData(null, "P1", "checkout-critical", IncidentSeverity.High, "tag")]
    [InlineData(null, "unheard of", "checkout-critical", IncidentSeverity.Critical, "alarm_name")]
    public void Severity_is_the_senders_word_then_the_tags_then_the_names(
        IncidentSeverity? said, string tag, string name, IncidentSeverity severity, string source) =>
        SeverityRule.Of(
            new Flow().Alarm(name: name).Alarm with
            {
                Severity = said,
                Tags = new Dictionary<string, string> { ["Severity"] = tag },
            })
            .ShouldBe((severity, source));

    [Fact]
    public async Task A_held_back_start_is_on_the_timeline()
    {
        var flow = new Flow();
        await desks.DeliverAsync(flow.Alarm() with { StartsAt = Flow.Onset.AddMinutes(5) });

        using var db = desks.Context();
        db.Timeline.ShouldContain(step => step.Kind == TimelineKinds.Waiting && step.IncidentId == flow.IncidentId);
    }

    public void Dispose() => desks.Dispose();
}
