using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Tests.Clouds;
using Microsoft.Extensions.DependencyInjection;
using static CauseFlow.CredentialBroker.Tests.Clouds.AzureRows;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>Investigations over several integrations, and principals that may do too much.</summary>
public sealed class ScopeTests : IDisposable
{
    private readonly Broker _broker = new();

    public ScopeTests() => _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Decide_IntegrationsOfThreeClouds_GetAGrantOfTheirOwnKindAndSayWhyTheyJoined()
    {
        var aws = await _broker.ConnectAsync();
        var azure = (await _broker.ConnectAzureAsync(new ConnectAzureRequest
        {
            ClientSecret = "x", Services = ["checkout"], Links = [aws.Id],
        })).Integration!;
        _broker.Wire.Answer = _ => new ScriptedAnswer(200, GoogleCloud.Token());
        var gcp = (await _broker.ConnectGcpAsync(request: new() { Services = ["checkout"] })).Integration!;
        await _broker.ConnectGcpAsync(request: new() { ProjectIds = ["unrelated"], Services = ["billing"] });
        await _broker.ConnectGcpAsync(
            request: new() { ProjectIds = ["shop-prod"], Services = ["checkout"] }, tenant: "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW");
        var request = _broker.Request();

        var decision = (await _broker.DecideAsync(request with { Alarm = request.Alarm! with { Service = "checkout" } })).ShouldNotBeNull();

        decision.Decided.Integrations.Select(x => (x.IntegrationId, x.JoinedBy, x.JoinedThrough)).ShouldBe(
        [
            (aws.Id, JoinReason.OwnAccount, null), (azure.Id, JoinReason.Linked, aws.Name),
            (gcp.Id, JoinReason.SameService, "checkout"),
        ]);
        decision.Grants.Select(x => x.GetType().Name).ShouldBe(["AwsSessionGranted", "AzureSessionGranted", "GcpSessionGranted"]);
        decision.Grants[0].Target.Alarm.ShouldNotBeNull();
        decision.Grants[0].Target.Hints.ShouldBe(["/aws/lambda/checkout"]);
        foreach (var joined in decision.Grants.Skip(1))
        {
            joined.Target.Alarm.ShouldBeNull();
            joined.Target.Resources.ShouldBeEmpty();
            joined.Target.Hints.ShouldBe(["checkout"]);
        }
    }

    [Fact]
    public async Task Decide_FollowUp_AsksOnlyTheCloudsThatHaveItsSources()
    {
        var aws = await _broker.ConnectAsync();
        var azure = (await _broker.ConnectAzureAsync(new ConnectAzureRequest { ClientSecret = "x", Links = [aws.Id] })).Integration!;
        var request = _broker.Request() with { Pass = 2 };

        var late = await _broker.DecideAsync(request with { Sources = ["activity_log"] });
        var both = await _broker.DecideAsync(request with { Pass = 3, Sources = ["activity_log", "logs"] });

        late!.Decided.Integrations.Select(x => x.IntegrationId).ShouldBe([azure.Id]);
        both!.Grants.Select(x => x.IntegrationId).ShouldBe([aws.Id, azure.Id]);
    }

    [Fact]
    public async Task Consumer_SendsEachGrantAsItsOwnMessage()
    {
        await using var host = await BrokerHost.StartAsync();
        await using var scope = host.Services.CreateAsyncScope();

        // The outbox keeps the type that a message was promised as: the interface's name would be no message at all.
        var outbox = scope.ServiceProvider.GetRequiredService<Messaging.Outbox<BrokerDbContext>>();
        Leases.GrantMessages.AddGrant(outbox, new AzureSessionGranted
        {
            TenantId = Broker.Tenant, Purpose = LeasePurpose.Investigation, Pass = 1, IntegrationId = "i", LeaseId = "l",
            SessionToken = "t", ExpiresAt = default, Target = new CollectionTarget { Resources = [], Accounts = [], Regions = [] },
        });
        scope.ServiceProvider.GetRequiredService<BrokerDbContext>().ChangeTracker.Entries<Messaging.OutboxMessage>()
            .Single().Entity.Type.ShouldBe(typeof(AzureSessionGranted).FullName);
    }

    [Fact]
    public async Task Excess_InTheFirstReport_UndoesTheConnecting()
    {
        var view = (await _broker.ConnectAzureAsync()).Integration!;

        var reported = (await _broker.ReportAsync(view.Id, Excess)).ShouldNotBeNull();

        reported.Changed.ShouldNotBeNull().Status.ShouldBe(IntegrationStatus.Disconnected);
        var shown = await ShownAsync(view.Id);
        shown.Status.ShouldBe(IntegrationStatus.Disconnected);
        shown.LastTest!.Reason.ShouldBe(RefusalReason.OverPrivileged);
        shown.LastTest.Message!.ShouldContain("Microsoft.Compute/virtualMachines/write");
        shown.LastTest.Remedy!.ShouldContain("confirmExcess");
        _broker.Actions().ShouldContain("integration.connect_refused");
        (await _broker.ConnectAzureAsync()).Integration.ShouldNotBeNull("the subscription is free");
    }

    [Fact]
    public async Task Excess_ThatAnAdminConfirms_IsConnectedRecordedAndVisible()
    {
        var view = (await _broker.ConnectAzureAsync(new ConnectAzureRequest { ClientSecret = "x", ConfirmExcess = true })).Integration!;

        await _broker.ReportAsync(view.Id, Excess);

        var shown = await ShownAsync(view.Id);
        shown.Status.ShouldBe(IntegrationStatus.Connected);
        shown.ExcessConfirmedBy.ShouldBe("admin");
        shown.LastTest!.Ok.ShouldBeTrue();
        shown.LastTest.Warnings!.Single().ShouldContain("admin has confirmed");
        _broker.Actions().ShouldContain("integration.excess_confirmed");
        (await _broker.DecideAsync(AzureRequest()))!.Grants.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Excess_ThatComesLater_HoldsTheIntegrationBackUntilItIsConfirmed()
    {
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        await _broker.ReportAsync(view.Id);
        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);

        (await _broker.ReportAsync(view.Id, Excess))!.Changed!.Status.ShouldBe(IntegrationStatus.Error);
        var refused = (await _broker.DecideAsync(AzureRequest()))!;
        var confirmed = await Changes.ChangeAsync(
            Broker.Tenant, "boss", view.Id, new ChangeIntegrationRequest { ConfirmExcess = true }, CancellationToken.None);

        refused.Grants.ShouldBeEmpty();
        refused.Decided.Integrations.Single().Reason.ShouldBe(RefusalReason.OverPrivileged);
        confirmed!.Integration!.Status.ShouldBe(IntegrationStatus.Connected);
        confirmed.Integration.LastTest!.Ok.ShouldBeTrue();
        (await _broker.DecideAsync(AzureRequest()))!.Grants.Count.ShouldBe(1);
        var revoked = await Changes.ChangeAsync(
            Broker.Tenant, "boss", view.Id, new ChangeIntegrationRequest { ConfirmExcess = false }, CancellationToken.None);
        revoked!.Integration!.LastTest!.Reason.ShouldBe(RefusalReason.OverPrivileged);
        (await _broker.DecideAsync(AzureRequest()))!.Grants.ShouldBeEmpty();
    }

    [Fact]
    public async Task Excess_ThatNoReportHasToldOf_HoldsTheIntegrationBack()
    {
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        await _broker.JudgeAsync(view.Id, ExcessVerdict.Unjudged);

        (await _broker.DecideAsync(AzureRequest()))!.Decided.Integrations.Single().Reason.ShouldBe(RefusalReason.OverPrivileged);
        await _broker.ReportAsync(view.Id);
        (await _broker.DecideAsync(AzureRequest()))!.Grants.ShouldBeEmpty("a report of nothing tells nothing");
        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);
        await _broker.ReportAsync(view.Id, Held);
        (await _broker.DecideAsync(AzureRequest()))!.Grants.ShouldBeEmpty("nobody has said that the subscription was looked at");
        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);
        await _broker.ReportAsync(view.Id, Held, Looked with { Region = "88888888-2222-3333-4444-555555555555" });
        (await _broker.DecideAsync(AzureRequest()))!.Grants.ShouldBeEmpty("another subscription was");
        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);
        await _broker.ReportAsync(view.Id, Held, Looked);
        (await _broker.DecideAsync(AzureRequest()))!.Grants.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Excess_ThatWasFound_IsNotForgottenByATestThatTellsNothing()
    {
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        await _broker.ReportAsync(view.Id, Held, Looked);
        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);
        await _broker.ReportAsync(view.Id, Excess);

        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);

        (await _broker.DecideAsync(AzureRequest()))!.Grants.ShouldBeEmpty();
    }

    [Fact]
    public async Task Excess_ThatWasConfirmed_IsNotConfirmedOfAnotherSecret()
    {
        var view = (await _broker.ConnectAzureAsync(new ConnectAzureRequest { ClientSecret = "x", ConfirmExcess = true })).Integration!;
        await _broker.ReportAsync(view.Id, Excess);

        await Changes.ChangeAsync(Broker.Tenant, "admin", view.Id,
            new ChangeIntegrationRequest { ClientSecret = "another" }, CancellationToken.None);

        (await ShownAsync(view.Id)).ExcessConfirmedBy.ShouldBeNull();
        (await _broker.DecideAsync(AzureRequest()))!.Grants.ShouldBeEmpty();
        await _broker.ReportAsync(view.Id, Held, Looked);
        (await _broker.DecideAsync(AzureRequest()))!.Grants.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Excess_OfAnotherSecret_IsNotToldByATestThatWasUnderWay_NorLentByAnOpenLease()
    {
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        var grant = (await _broker.DecideAsync(AzureRequest()))!.Grants.ShouldHaveSingleItem();

        await Changes.ChangeAsync(Broker.Tenant, "admin", view.Id,
            new ChangeIntegrationRequest { ClientSecret = "another" }, CancellationToken.None);

        await using var db = _broker.NewContext();
        db.Leases.Single(lease => lease.Id == grant.LeaseId).IsOpen(_broker.Time.GetUtcNow()).ShouldBeFalse();
        db.Leases.Count(lease => lease.IntegrationId == view.Id && lease.OpenTestOf == view.Id).ShouldBe(1);
        db.Leases.Count(lease => lease.IntegrationId == view.Id).ShouldBe(3, "the first test, the investigation, the new test");
    }

    [Fact]
    public async Task Excess_OnAws_IsShownAndChangesNothing()
    {
        var view = await _broker.ConnectAsync();

        await _broker.ReportAsync(view.Id, Excess with { Permission = "ec2:StopInstances" });

        (await ShownAsync(view.Id)).Status.ShouldBe(IntegrationStatus.Connected);
        (await _broker.DecideAsync(_broker.Request()))!.Grants.Count.ShouldBe(1);
    }

    private IntegrationDesk Desk => _broker.Get<IntegrationDesk>();

    private ChangeDesk Changes => _broker.Get<ChangeDesk>();

    private InvestigationRequested AzureRequest()
    {
        var request = _broker.Request();
        return request with
        {
            Alarm = request.Alarm! with { Provider = CloudProvider.Azure, Account = Broker.Subscription, Region = "global" },
        };
    }

    private async Task<IntegrationView> ShownAsync(string id)
    {
        await using var db = _broker.NewContext();
        return IntegrationView.Of(db.Integrations.Single(x => x.Id == id), _broker.Time.GetUtcNow());
    }
}
