using CauseFlow.CloudSimulation.Control;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.History;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>A look at the simulated account's alarm history.</summary>
public sealed class HistoryLookTests(SimulatedAccount account) : IClassFixture<SimulatedAccount>, IDisposable
{
    public void Dispose() => account.Simulator.Switches.Clear();

    [Fact]
    public async Task Every_change_within_the_window_is_told_with_the_alarm_and_the_topics_that_it_tells()
    {
        var facts = account.Simulator.Facts;
        await account.Simulator.PublishAlarmAsync(new AlarmPublication { State = "OK", IsLost = true, StateChangeTime = facts.AlarmTime.AddSeconds(5) });

        var (parts, grant) = await LookAsync();

        var last = parts.ShouldHaveSingleItem();
        (last.IsLast, last.Part, last.ReadUntil, last.Reason).ShouldBe((true, 1, grant.Window!.To, null));
        var alarm = last.Alarms.Single(alarm => alarm.Alarm.Id == facts.AlarmArn);
        alarm.Alarm.State.ShouldBe(AlarmState.Ok);
        alarm.Alarm.Dimensions.ShouldNotBeNull().ShouldNotBeEmpty("what decides which incident it belongs to");
        alarm.Alarm.EvidenceId.ShouldBeNull();
        alarm.AlarmTopics.ShouldBe([facts.TopicArn]);
        alarm.OkTopics.ShouldBe([facts.TopicArn]);
        alarm.InsufficientDataTopics.ShouldBeEmpty();
        alarm.Transitions.TakeLast(2).Select(change => (change.State, change.At)).ShouldBe(
            [(AlarmState.Alarm, facts.AlarmTime), (AlarmState.Ok, facts.AlarmTime.AddSeconds(5))]);
        account.Simulator.Calls.TakeLast(2).Select(call => call.Operation).ShouldBe(["DescribeAlarmHistory", "DescribeAlarms"]);
    }

    [Fact]
    public async Task A_region_that_refuses_is_told_and_keeps_nothing_of_the_others_back()
    {
        var (parts, _) = await LookAsync(grant => grant with
        {
            Target = grant.Target with { Regions = [account.Simulator.Facts.Region, "no.region"] },
        });

        var last = parts.ShouldHaveSingleItem();
        last.Alarms.ShouldNotBeEmpty();
        last.ReadUntil.ShouldBeNull("the next look begins here again");
        last.Reason.ShouldBe(RefusalReason.InvalidInput);
    }

    [Fact]
    public async Task A_permission_that_is_missing_is_told_with_its_statement()
    {
        account.Simulator.Switches.Set("cloudwatch:DescribeAlarmHistory", new Switch { Deny = true });

        var last = (await LookAsync()).Parts.ShouldHaveSingleItem();

        (last.Reason, last.ReadUntil).ShouldBe((RefusalReason.MissingPermission, null));
        last.Remedy.ShouldNotBeNull().ShouldContain("cloudwatch:DescribeAlarmHistory");
    }

    [Fact]
    public void What_is_too_long_for_one_message_comes_in_parts_with_nothing_lost()
    {
        var at = TimeProvider.System.GetUtcNow();
        var grant = Grant();
        var alarms = Enumerable.Range(0, 300).Select(i => new ObservedAlarm
        {
            Alarm = grant.Target.Alarm! with { Name = $"alarm-{i}", Description = new string('d', 1_000) },
            AlarmTopics = [], OkTopics = [], InsufficientDataTopics = [],
            Transitions = [.. Enumerable.Range(0, i == 0 ? 1_200 : 2).Select(change => new ObservedTransition
            {
                State = AlarmState.Alarm, At = at.AddMinutes(change),
            })],
        }).ToList();
        var sut = new HistoryParts(grant, 184 * 1024, TimeProvider.System);

        var parts = sut.Full(alarms).ToList();
        parts.Add(sut.Last(alarms));

        parts.Count.ShouldBeGreaterThan(2);
        parts.Select(part => part.Part).ShouldBe(Enumerable.Range(1, parts.Count));
        parts.Select(part => part.IsLast).ShouldBe([.. Enumerable.Repeat(false, parts.Count - 1), true]);
        parts.ShouldAllBe(part => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(part, ContractJson.Options).Length < 200 * 1024);
        parts.SelectMany(part => part.Alarms).Sum(alarm => alarm.Transitions.Count).ShouldBe(1_200 + (299 * 2));
    }

    private AwsSessionGranted Grant()
    {
        var (facts, now) = (account.Simulator.Facts, TimeProvider.System.GetUtcNow());
        return AwsBench.Grant(facts.Account, facts.Region, facts.AlarmArn, facts.AlarmTime, now) with
        {
            Purpose = LeasePurpose.Reconcile, InvestigationId = null,
            Window = new InvestigationWindow { From = now.AddHours(-1), To = now.AddSeconds(30), Baselines = [] },
        };
    }

    private async Task<(List<AlarmHistoryObserved> Parts, AwsSessionGranted Grant)> LookAsync(
        Func<AwsSessionGranted, AwsSessionGranted>? change = null)
    {
        var credentials = await account.AssumeRoleAsync("ObservabilityReadOnly");
        using var bench = new AwsBench(
            account.Simulator.AwsEndpoint,
            () => AwsBench.Redeemed(credentials, TimeProvider.System.GetUtcNow(), [AwsPlans.Reconcile]));
        var (parts, grant) = (new List<AlarmHistoryObserved>(), Grant());
        grant = change?.Invoke(grant) ?? grant;
        await bench.History.RunAsync(
            grant,
            (part, _) =>
            {
                parts.Add(part);
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        return (parts, grant);
    }
}
