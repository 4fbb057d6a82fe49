using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Reconciling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>Looks at alarm history: off until an admin switches them on, on a timer, each beginning before the last one's end.</summary>
public sealed class ReconcileTests : IDisposable
{
    private readonly Broker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task It_is_off_until_an_admin_switches_it_on()
    {
        var view = await _broker.ConnectAsync();

        view.Reconcile.ShouldNotBeNull().Enabled.ShouldBeFalse();
        (await StartAsync()).ShouldBe(0);
        (await SwitchAsync(view.Id, true)).Reconcile!.Enabled.ShouldBeTrue();
        (await StartAsync()).ShouldBe(1);
        _broker.Actions().ShouldContain("integration.reconcile_on");

        var grant = Granted().ShouldHaveSingleItem();
        grant.InvestigationId.ShouldBeNull();
        grant.Target.Regions.ShouldBe(["eu-west-1", "us-east-1"]);
        grant.Window.ShouldNotBeNull().From.ShouldBe(_broker.Time.GetUtcNow().AddMinutes(-2), "it was connected just now");
    }

    [Fact]
    public async Task A_look_holds_two_reads_and_nothing_else()
    {
        await SwitchAsync((await _broker.ConnectAsync()).Id, true);
        await StartAsync();

        var redeemed = await _broker.RedeemAsync(Granted().Single().SessionToken);

        redeemed.Response.ShouldNotBeNull().CallBudget.Keys.Order().ShouldBe(["cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms"]);
        var policy = _broker.Sts.Calls.Last().SessionPolicy;
        policy.ShouldContain("\"Action\":[\"cloudwatch:DescribeAlarmHistory\",\"cloudwatch:DescribeAlarms\"]");
        redeemed.Response.CostBudgetBytes.ShouldBe(0);
    }

    [Fact]
    public async Task The_next_look_begins_before_the_end_of_the_last_one_however_long_that_is_ago()
    {
        var id = (await _broker.ConnectAsync()).Id;
        await SwitchAsync(id, true);
        await StartAsync();
        var until = Granted().Single().Window!.To;
        await ReportAsync(Granted().Single(), Part(1, isLast: true) with { ReadUntil = until, Expected = 3, Missed = 1, Newest = [Missed(until)] });

        (await StartAsync()).ShouldBe(0, "not before the interval is over");
        _broker.Time.Advance(TimeSpan.FromDays(3));
        (await StartAsync()).ShouldBe(1);

        Granted()[^1].Window!.From.ShouldBe(until.AddMinutes(-10));
        var reconcile = (await ViewAsync(id)).Reconcile.ShouldNotBeNull();
        (reconcile.Until, reconcile.Missed, reconcile.LastMissed).ShouldBe((until, 1, 1));
        reconcile.Recent.ShouldHaveSingleItem().AlarmName.ShouldBe("errors");
        (await LeaseAsync(Granted()[0])).CloseReason.ShouldBe(LeaseCloseReason.Completed);
    }

    [Fact]
    public async Task Parts_count_together_whatever_their_order_and_one_that_comes_again_ends_nothing_twice()
    {
        var id = (await _broker.ConnectAsync()).Id;
        await SwitchAsync(id, true);
        await StartAsync();
        var grant = Granted().Single();

        await ReportAsync(grant, Part(3, isLast: true) with { ReadUntil = grant.Window!.To, Missed = 1 });
        await ReportAsync(grant, Part(1, isLast: false) with { Missed = 2 });
        (await ViewAsync(id)).Reconcile!.LastLookAt.ShouldBeNull("a part is still out");
        await ReportAsync(grant, Part(2, isLast: false) with { Missed = 4 });
        await ReportAsync(grant, Part(2, isLast: false) with { Missed = 4 });

        (await ViewAsync(id)).Reconcile!.Missed.ShouldBe(7);
    }

    [Fact]
    public async Task A_look_that_failed_moves_nothing_on_and_the_pauses_grow()
    {
        var id = (await _broker.ConnectAsync()).Id;
        await SwitchAsync(id, true);
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 3; i++)
        {
            _broker.Time.Advance(TimeSpan.FromHours(7));
            await StartAsync();
            await ReportAsync(Granted()[^1], Part(1, isLast: true) with { Reason = RefusalReason.MissingPermission, Message = "m", Remedy = "r" });
            pauses.Add((await ViewAsync(id)).Reconcile!.NextLookAt!.Value - _broker.Time.GetUtcNow());
        }

        pauses.ShouldBe([TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1)]);
        var reconcile = (await ViewAsync(id)).Reconcile.ShouldNotBeNull();
        (reconcile.Until, reconcile.Reason, reconcile.Remedy).ShouldBe((null, RefusalReason.MissingPermission, "r"));
        Granted().Select(grant => grant.Window!.From).Distinct().Count().ShouldBe(1, "all begin where alarms should have begun to arrive");
        ReconcileReports.PauseAfter(30, new ReconcileOptions()).ShouldBe(TimeSpan.FromHours(6));
    }

    [Fact]
    public async Task A_look_that_nobody_answers_says_so_and_one_is_made_again()
    {
        var id = (await _broker.ConnectAsync()).Id;
        await SwitchAsync(id, true);
        await StartAsync();
        _broker.Time.Advance(TimeSpan.FromMinutes(16));

        await _broker.Get<LeaseSweep>().CloseExpiredAsync(default);

        (await ViewAsync(id)).Reconcile!.Reason.ShouldBe(RefusalReason.ProviderUnreachable);
        (await StartAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task At_start_a_look_is_made_at_once_but_not_when_one_was_made_just_now()
    {
        var id = (await _broker.ConnectAsync()).Id;
        await SwitchAsync(id, true);
        await StartAsync();
        await ReportAsync(Granted().Single(), Part(1, isLast: true) with { ReadUntil = Granted().Single().Window!.To });

        await _broker.Get<Reconciler>().HastenAsync(default);
        (await StartAsync()).ShouldBe(0);
        _broker.Time.Advance(TimeSpan.FromMinutes(2));
        await _broker.Get<Reconciler>().HastenAsync(default);
        (await StartAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Switched_off_it_ends_what_is_under_way_and_keeps_what_is_known()
    {
        var id = (await _broker.ConnectAsync()).Id;
        await SwitchAsync(id, true);
        await StartAsync();

        var view = await SwitchAsync(id, false);

        (view.Reconcile!.Enabled, view.Reconcile.NextLookAt).ShouldBe((false, null));
        (await LeaseAsync(Granted().Single())).ClosedAt.ShouldNotBeNull();
        _broker.Sent<LeaseClosed>().ShouldContain(closed => closed.LeaseId == Granted().Single().LeaseId);
        _broker.Time.Advance(TimeSpan.FromDays(1));
        (await StartAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Another_tenants_report_changes_nothing()
    {
        var id = (await _broker.ConnectAsync()).Id;
        await SwitchAsync(id, true);
        await StartAsync();

        await ReportAsync(Granted().Single(), Part(1, isLast: true) with { TenantId = "ten_01BX5ZZKBKACTAV9WEVGEMMVRZ", Missed = 5 });

        (await ViewAsync(id)).Reconcile!.Missed.ShouldBe(0);
    }

    private Task<int> StartAsync() => _broker.Get<Reconciler>().StartDueAsync(default);

    private List<AwsSessionGranted> Granted() =>
        [.. _broker.Sent<AwsSessionGranted>().Where(grant => grant.Purpose == LeasePurpose.Reconcile)];

    private async Task<IntegrationView> SwitchAsync(string id, bool isOn) => (await _broker.Get<ChangeDesk>().ChangeAsync(
        Broker.Tenant, "admin", id, new ChangeIntegrationRequest { Reconcile = isOn }, default))!.Integration.ShouldNotBeNull();

    private async Task<IntegrationView> ViewAsync(string id)
    {
        await using var db = _broker.NewContext();
        return IntegrationView.Of(await db.Integrations.SingleAsync(x => x.Id == id), _broker.Time.GetUtcNow());
    }

    private async Task<Lease> LeaseAsync(AwsSessionGranted grant)
    {
        await using var db = _broker.NewContext();
        return await db.Leases.SingleAsync(x => x.Id == grant.LeaseId);
    }

    private async Task ReportAsync(AwsSessionGranted grant, AlarmHistoryChecked part)
    {
        await using var scope = _broker.Scope();
        await scope.ServiceProvider.GetRequiredService<ReconcileReports>().ApplyAsync(
            part with { LeaseId = grant.LeaseId, IntegrationId = grant.IntegrationId }, default);
        await scope.ServiceProvider.GetRequiredService<BrokerDbContext>().SaveChangesAsync();
    }

    private AlarmHistoryChecked Part(int number, bool isLast) => new()
    {
        TenantId = Broker.Tenant, IntegrationId = "", LeaseId = "", Part = number, IsLast = isLast, Expected = 0, Missed = 0,
        Newest = [], CheckedAt = _broker.Time.GetUtcNow(),
    };

    private MissedTransition Missed(DateTimeOffset at) => new()
    {
        AlarmId = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors", AlarmName = "errors", State = AlarmState.Alarm,
        StateChangedAt = at, FoundAt = _broker.Time.GetUtcNow(),
    };
}
