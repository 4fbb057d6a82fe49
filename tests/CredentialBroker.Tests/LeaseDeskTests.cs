using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Leases;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Tests;

public sealed class LeaseDeskTests : IDisposable
{
    private readonly Broker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Decide_ConnectedAccount_GrantsItsAlarmsRegion()
    {
        var integration = await _broker.ConnectAsync();
        var request = _broker.Request();

        var decision = (await _broker.DecideAsync(request)).ShouldNotBeNull();

        var access = decision.Decided.Integrations.ShouldHaveSingleItem();
        access.Reason.ShouldBeNull();
        access.LeaseExpiresAt.ShouldBe(request.RequestedAt.AddMinutes(15));
        access.SessionName.ShouldBe($"causeflow-{request.InvestigationId}");
        access.Permissions.ShouldBe(
            Collection.Plans.AwsPlans.All.SelectMany(plan => plan.Calls).Select(call => call.Permission).Distinct().Order(StringComparer.Ordinal));
        var grant = decision.Grants.ShouldHaveSingleItem();
        grant.LeaseId.ShouldBe(access.LeaseId);
        grant.IntegrationId.ShouldBe(integration.Id);
        grant.Target.Regions.ShouldBe(["eu-west-1"]);
        grant.Target.Accounts.ShouldBe(["123456789012"]);
        grant.Target.Hints.ShouldBe(["/aws/lambda/checkout"]);
        grant.SessionToken.ShouldStartWith($"{access.LeaseId}.collector-aws.");
        _broker.Actions().ShouldContain("lease.granted");
    }

    [Theory]
    [InlineData(true, "user-1")]
    [InlineData(false, "user-1")]
    [InlineData(true, null)]
    [InlineData(false, null)]
    public async Task Decide_RequestOfAPerson_IsRecordedWithThePersonAndAnAlarmsWithout(bool isGranted, string? person)
    {
        if (isGranted)
        {
            await _broker.ConnectAsync();
        }

        await _broker.DecideAsync(_broker.Request() with { RequestedBy = person });

        var record = _broker.Records().Last(x => x.Action == (isGranted ? "lease.granted" : "access.refused"));
        record.Actor.ShouldBe("credential-broker");
        JsonDocument.Parse(record.Details).RootElement.TryGetProperty("requestedBy", out var named)
            .ShouldBe(person is not null);
        if (person is not null)
        {
            named.GetString().ShouldBe(person);
        }
    }

    [Fact]
    public async Task Decide_RequestDatedInTheFuture_GetsNoLongerLease()
    {
        await _broker.ConnectAsync();

        var decision = await _broker.DecideAsync(
            _broker.Request() with { RequestedAt = _broker.Time.GetUtcNow().AddYears(50) });

        decision!.Grants.Single().ExpiresAt.ShouldBe(_broker.Time.GetUtcNow().AddMinutes(15));
    }

    [Fact]
    public async Task Decide_AlertOfNoCloud_AsksForAScopeAndNotForAnAccount()
    {
        await _broker.ConnectAsync();
        var request = _broker.Request();

        var decision = await _broker.DecideAsync(
            request with { Alarm = request.Alarm! with { Provider = CloudProvider.Generic, Account = "custom" } });

        decision!.Grants.ShouldBeEmpty();
        decision.Decided.Reason.ShouldBe(RefusalReason.ScopeInsufficient);
        decision.Decided.Message!.ShouldNotContain("custom");
        decision.Decided.Remedy!.ShouldNotContain("aws/connect");
    }

    [Fact]
    public async Task Decide_UnknownAccount_SaysNotConnectedAndWhatToDo()
    {
        await _broker.ConnectAsync();

        var decision = (await _broker.DecideAsync(_broker.Request(account: "999999999999"))).ShouldNotBeNull();

        decision.Grants.ShouldBeEmpty();
        decision.Decided.Integrations.ShouldBeEmpty();
        decision.Decided.Reason.ShouldBe(RefusalReason.NotConnected);
        decision.Decided.Message!.ShouldContain("999999999999");
        decision.Decided.Remedy!.ShouldContain("connect");
    }

    [Fact]
    public async Task Decide_AccountOfAnotherTenant_IsNotGranted()
    {
        await _broker.ConnectAsync(tenant: "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW");

        (await _broker.DecideAsync(_broker.Request())).ShouldNotBeNull().Grants.ShouldBeEmpty();
    }

    [Fact]
    public async Task Decide_IntegrationOfAnotherTenantNamedInTheScope_IsRefused()
    {
        var theirs = await _broker.ConnectAsync(tenant: "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW");
        var request = _broker.Request() with { Scope = new InvestigationScope { IntegrationIds = [theirs.Id] } };

        var decision = (await _broker.DecideAsync(request)).ShouldNotBeNull();

        decision.Grants.ShouldBeEmpty();
        decision.Decided.Integrations.ShouldHaveSingleItem().Reason.ShouldBe(RefusalReason.NotConnected);
    }

    [Fact]
    public async Task Decide_RegionThatIsNotConnected_IsRefusedWithTheRegion()
    {
        await _broker.ConnectAsync();

        var decision = (await _broker.DecideAsync(_broker.Request(region: "ap-south-1"))).ShouldNotBeNull();

        decision.Grants.ShouldBeEmpty();
        decision.Decided.Integrations.Single().Message!.ShouldContain("ap-south-1");
    }

    [Fact]
    public async Task Decide_ResourcesOfTheScope_ReachTheTargetWhereTheyAreOfTheIntegration()
    {
        var integration = await _broker.ConnectAsync();
        var mine = Resource("123456789012", "us-east-1");
        var request = _broker.Request() with
        {
            Alarm = null,
            Scope = new InvestigationScope
            {
                IntegrationIds = [integration.Id],
                Resources = [mine, Resource("999999999999", "us-east-1"), Resource("123456789012", "ap-south-1")],
            },
        };

        var grant = (await _broker.DecideAsync(request)).ShouldNotBeNull().Grants.ShouldHaveSingleItem();

        grant.Target.Resources.ShouldBe([mine]);
    }

    [Fact]
    public async Task Decide_ResourceAlone_SelectsTheIntegrationOfItsAccount()
    {
        var integration = await _broker.ConnectAsync();
        var resource = Resource("123456789012", "us-east-1");

        var decision = (await _broker.DecideAsync(ResourceOnly(resource))).ShouldNotBeNull();

        decision.Decided.Integrations.ShouldHaveSingleItem().IntegrationId.ShouldBe(integration.Id);
        var grant = decision.Grants.ShouldHaveSingleItem();
        grant.Target.Resources.ShouldBe([resource]);
        grant.Target.Alarm.ShouldBeNull();
        await _broker.RedeemAsync(grant.SessionToken);
        _broker.Sent<SessionRedeemed>().ShouldHaveSingleItem().Sources!.Select(x => (x.Region, x.Source)).ShouldBe(
            Collection.Plans.AwsPlans.All.Select(plan => plan.Source).Except(["alarm", "alarm_history"]).Append("resolve")
                .Select(source => ("us-east-1", source)));
    }

    [Fact]
    public async Task Decide_ResourceAloneOfAnAccountThatIsNotConnected_SaysSoAndGivesNoLease()
    {
        await _broker.ConnectAsync();
        await _broker.ConnectAsync("ten_01ARZ3NDEKTSV4RRFFQ69G5FAW", "arn:aws:iam::999999999999:role/CauseFlowRead");

        var decision = (await _broker.DecideAsync(ResourceOnly(Resource("999999999999", "us-east-1")))).ShouldNotBeNull();

        (decision.Grants.Count, decision.Decided.Integrations.Count).ShouldBe((0, 0));
        decision.Decided.Reason.ShouldBe(RefusalReason.NotConnected);
        decision.Decided.Message.ShouldBe("Account 999999999999 is not connected.");
        decision.Decided.Remedy!.ShouldContain("/v1/integrations/aws/connect");
        _broker.Actions().ShouldContain("access.refused");
    }

    [Fact]
    public async Task Decide_ResourceAlone_IsOfTheAccountInItsArnWhateverStandsBeside()
    {
        await _broker.ConnectAsync();
        var typed = Resource("999999999999", "us-east-1") with { Account = "123456789012" };

        (await _broker.DecideAsync(ResourceOnly(typed))).ShouldNotBeNull().Grants.ShouldBeEmpty();
    }

    [Fact]
    public async Task Decide_ResourceAloneInARegionThatIsNotConnected_IsRefusedWithTheRegion()
    {
        await _broker.ConnectAsync();

        var decision = (await _broker.DecideAsync(ResourceOnly(Resource("123456789012", "ap-south-1")))).ShouldNotBeNull();

        decision.Grants.ShouldBeEmpty();
        var access = decision.Decided.Integrations.ShouldHaveSingleItem();
        access.Reason.ShouldBe(RefusalReason.NotConnected);
        access.Message!.ShouldContain("ap-south-1");
    }

    [Fact]
    public async Task Sweep_LeasesAndPassesPastTheirRetention_AreDeleted()
    {
        var (request, grant) = await _broker.GrantAsync();
        await _broker.RedeemAsync(grant.SessionToken);
        await _broker.EndAsync(request);
        var sweep = _broker.Get<LeaseSweep>();
        await _broker.ReportAsync(grant.IntegrationId);
        _broker.Time.Advance(TimeSpan.FromHours(1));
        await sweep.DeleteOldAsync(CancellationToken.None);
        _broker.Time.Advance(TimeSpan.FromDays(88));
        (await sweep.DeleteOldAsync(CancellationToken.None)).ShouldBe(0);

        _broker.Time.Advance(TimeSpan.FromDays(2));
        (await sweep.DeleteOldAsync(CancellationToken.None)).ShouldBe(4, "two leases, a run and a pass");
        CountLeases().ShouldBe(0);
    }

    [Fact]
    public async Task Decide_Resumed_SendsTheSameTokensAgain()
    {
        var (request, grant) = await _broker.GrantAsync();

        var again = (await _broker.DecideAsync(request with { Resume = true })).ShouldNotBeNull();

        again.Grants.ShouldHaveSingleItem().SessionToken.ShouldBe(grant.SessionToken);
        again.Decided.Integrations.Single().LeaseId.ShouldBe(grant.LeaseId);
        CountLeases().ShouldBe(1);
    }

    [Fact]
    public async Task Decide_ResumedAfterTheLeaseExpired_SaysSo()
    {
        var (request, _) = await _broker.GrantAsync();
        _broker.Time.Advance(TimeSpan.FromMinutes(15));

        var again = (await _broker.DecideAsync(request with { Resume = true })).ShouldNotBeNull();

        again.Grants.ShouldBeEmpty();
        again.Decided.Integrations.Single().Reason.ShouldBe(RefusalReason.LeaseClosed);
    }

    [Theory]
    [InlineData(LeaseCloseReason.Completed)]
    [InlineData(LeaseCloseReason.Cancelled)]
    public async Task Decide_EndedBeforeItWasRequested_GrantsNothing(LeaseCloseReason reason)
    {
        await _broker.ConnectAsync();
        var request = _broker.Request();
        (await _broker.EndAsync(request, reason)).ShouldBeEmpty();

        (await _broker.DecideAsync(request)).ShouldBeNull();

        CountLeases().ShouldBe(0);
        (await _broker.DecideAsync(request with { Pass = 2 })).ShouldNotBeNull().Grants.Count.ShouldBe(1);
    }

    [Fact]
    public async Task End_RequestAndCompletionAtOnce_LeaveNoOpenLease()
    {
        await _broker.ConnectAsync();
        for (var i = 0; i < 10; i++)
        {
            var request = _broker.Request();
            await Task.WhenAll(
                Task.Run(() => _broker.DecideAsync(request)), Task.Run(() => _broker.EndAsync(request)));
        }

        await using var db = _broker.NewContext();
        (await db.Leases.CountAsync(x => x.ClosedAt == null && x.OpenTestOf == null)).ShouldBe(0);
    }

    [Fact]
    public async Task End_OpenLease_ClosesItOnce()
    {
        var (request, grant) = await _broker.GrantAsync();

        var closed = (await _broker.EndAsync(request)).ShouldHaveSingleItem();
        closed.LeaseId.ShouldBe(grant.LeaseId);
        closed.Reason.ShouldBe(LeaseCloseReason.Completed);
        (await _broker.EndAsync(request, LeaseCloseReason.Cancelled)).ShouldBeEmpty();
    }

    [Fact]
    public async Task End_ByAnotherTenant_ClosesNothing()
    {
        var (request, _) = await _broker.GrantAsync();

        (await _broker.EndAsync(request with { TenantId = "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sweep_ExpiredLease_ClosesItAndTellsTheCollectors()
    {
        var (_, grant) = await _broker.GrantAsync();
        (await _broker.Get<LeaseSweep>().CloseExpiredAsync(CancellationToken.None)).ShouldBe(0);
        _broker.Time.Advance(TimeSpan.FromMinutes(15));

        (await _broker.Get<LeaseSweep>().CloseExpiredAsync(CancellationToken.None)).ShouldBe(2, "its own and the test's");

        var closed = _broker.Sent<LeaseClosed>().Single(x => x.InvestigationId is not null);
        closed.LeaseId.ShouldBe(grant.LeaseId);
        closed.Reason.ShouldBe(LeaseCloseReason.Expired);
        _broker.Actions()[^1].ShouldBe("lease.closed");
    }

    private InvestigationRequested ResourceOnly(ResourceRef resource) =>
        _broker.Request() with { Alarm = null, Scope = new InvestigationScope { Resources = [resource] } };

    private static ResourceRef Resource(string account, string region) => new()
    {
        Provider = CloudProvider.Aws, Account = account, Region = region, Kind = ResourceKinds.LambdaFunction,
        Id = $"arn:aws:lambda:{region}:{account}:function:f", Name = "f", Aliases = [],
    };

    private int CountLeases()
    {
        using var db = _broker.NewContext();
        return db.Leases.Count(x => x.Purpose == LeasePurpose.Investigation);
    }
}
