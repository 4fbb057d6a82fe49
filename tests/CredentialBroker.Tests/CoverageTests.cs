using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Tests.Clouds;
using static CauseFlow.CredentialBroker.Tests.Clouds.AzureRows;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>
/// What follows when it turns out that a principal may do too much, or when an integration covers something else than was
/// tested: the verdict is gone, and so is every lease that was given on it.
/// </summary>
public sealed class CoverageTests : IDisposable
{
    private const string Other = "99999999-2222-3333-4444-555555555555";
    private const string Workspace = "aaaaaaaa-2222-3333-4444-555555555555";
    private const string Management = CredentialAudiences.AzureManagement;

    private readonly Broker _broker = new();

    public CoverageTests() => _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task A_report_of_too_much_closes_the_leases_that_were_given_before()
    {
        var view = await TestedAsync();
        var grant = (await _broker.DecideAsync(Request()))!.Grants.ShouldHaveSingleItem();
        (await _broker.RedeemAsync(grant.SessionToken, caller: "collector-azure", audience: Management)).Response.ShouldNotBeNull();
        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);

        var reported = (await _broker.ReportAsync(view.Id, Excess)).ShouldNotBeNull();

        reported.Changed!.Status.ShouldBe(IntegrationStatus.Error);
        reported.Closed.Select(closed => closed.LeaseId).ShouldContain(grant.LeaseId, "its collector must hear of it");
        (await OpenAsync()).ShouldBeEmpty();
        (await _broker.RedeemAsync(grant.SessionToken, caller: "collector-azure", audience: Management)).Response.ShouldBeNull();
    }

    [Fact]
    public async Task A_first_report_of_too_much_leaves_no_lease_on_what_it_disconnects()
    {
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        var grant = (await _broker.DecideAsync(Request()))!.Grants.ShouldHaveSingleItem();

        var reported = (await _broker.ReportAsync(view.Id, Excess)).ShouldNotBeNull();

        reported.Changed!.Status.ShouldBe(IntegrationStatus.Disconnected);
        reported.Closed.Select(closed => closed.LeaseId).ShouldContain(grant.LeaseId);
        (await OpenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_report_of_too_much_that_an_admin_has_confirmed_closes_its_own_lease_alone()
    {
        var view = (await _broker.ConnectAzureAsync(new ConnectAzureRequest { ClientSecret = "x", ConfirmExcess = true })).Integration!;
        var grant = (await _broker.DecideAsync(Request()))!.Grants.ShouldHaveSingleItem();

        (await _broker.ReportAsync(view.Id, Excess))!.Closed.ShouldHaveSingleItem().LeaseId.ShouldNotBe(grant.LeaseId);

        (await OpenAsync()).ShouldBe([grant.LeaseId]);
    }

    [Fact]
    public async Task A_confirmation_that_is_taken_back_closes_the_leases_that_were_given_on_it()
    {
        var view = (await _broker.ConnectAzureAsync(new ConnectAzureRequest { ClientSecret = "x", ConfirmExcess = true })).Integration!;
        await _broker.ReportAsync(view.Id, Excess);
        var grant = (await _broker.DecideAsync(Request()))!.Grants.ShouldHaveSingleItem();

        await ChangeAsync(view.Id, new ChangeIntegrationRequest { ConfirmExcess = false });

        (await OpenAsync()).ShouldBeEmpty();
        _broker.Sent<LeaseClosed>().Select(closed => closed.LeaseId).ShouldContain(grant.LeaseId);
    }

    public static TheoryData<string> Changes => ["groups", "whole", "workspace", "fewer", "more", "secret"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_covers_something_else_is_untested_and_held_until_it_was_looked_at(string what)
    {
        var view = await TestedAsync();
        view.LastTest!.Ok.ShouldBeTrue();
        var grant = (await _broker.DecideAsync(Request()))!.Grants.ShouldHaveSingleItem();

        var changed = (await ChangeAsync(view.Id, ChangeOf(what))).Integration!;

        changed.LastTest.ShouldNotBeNull().PermissionsPending.ShouldBeTrue();
        changed.LastTest.Permissions.ShouldBeNull("those are of what it covered before");
        (await _broker.DecideAsync(Request()))!.Grants.ShouldBeEmpty();
        _broker.Sent<LeaseClosed>().Select(closed => closed.LeaseId).ShouldContain(grant.LeaseId);
        await using var db = _broker.NewContext();
        db.Leases.Where(lease => lease.ClosedAt == null).ToList().ShouldHaveSingleItem().Purpose.ShouldBe(LeasePurpose.ConnectionTest);

        await _broker.ReportAsync(view.Id, Looked);
        (await _broker.DecideAsync(Request()))!.Grants.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_confirmed_of_one_place_is_not_confirmed_of_another()
    {
        var view = (await _broker.ConnectAzureAsync(new ConnectAzureRequest
        {
            ClientSecret = "x", ConfirmExcess = true, ResourceGroups = ["shop"],
        })).Integration!;
        await _broker.ReportAsync(view.Id, Excess);

        (await ChangeAsync(view.Id, new ChangeIntegrationRequest { ResourceGroups = ["shop", "bank"] })).Integration!.ExcessConfirmedBy.ShouldBeNull();
        (await ChangeAsync(view.Id, new ChangeIntegrationRequest { ResourceGroups = [], ConfirmExcess = true })).Integration!
            .ExcessConfirmedBy.ShouldBe("admin", "who says so in the same breath means the new place");
    }

    [Fact]
    public async Task A_change_that_covers_the_same_leaves_verdict_and_leases()
    {
        var view = await TestedAsync();
        var grant = (await _broker.DecideAsync(Request()))!.Grants.ShouldHaveSingleItem();

        var changed = (await ChangeAsync(view.Id, new ChangeIntegrationRequest
        {
            Name = "Shop", Services = ["web"], SubscriptionIds = [Other, Broker.Subscription], ResourceGroups = ["SHOP", "bank"],
            SecretExpiresAt = _broker.Time.GetUtcNow().AddDays(90),
        })).Integration!;

        changed.LastTest!.Ok.ShouldBeTrue();
        (await OpenAsync()).ShouldBe([grant.LeaseId]);
    }

    [Fact]
    public async Task Regions_of_AWS_that_no_test_has_seen_are_untested()
    {
        var view = await _broker.ConnectAsync();
        await _broker.ReportAsync(view.Id, new PermissionResult { Permission = "logs:StartQuery", Outcome = PermissionOutcome.Held, Mandatory = true });
        var grant = (await _broker.DecideAsync(_broker.Request()))!.Grants.ShouldHaveSingleItem();

        var changed = (await ChangeAsync(view.Id, new ChangeIntegrationRequest { Regions = ["eu-west-1", "eu-north-1"] })).Integration!;

        changed.LastTest!.PermissionsPending.ShouldBeTrue();
        await using var db = _broker.NewContext();
        db.Leases.Where(lease => lease.ClosedAt == null).ToList().Single(lease => lease.Purpose == LeasePurpose.ConnectionTest)
            .Target.Regions.ShouldBe(["eu-west-1", "eu-north-1"]);
        (await OpenAsync()).ShouldContain(grant.LeaseId, "the role is the same, and a session policy narrows it");
    }

    [Fact]
    public async Task Who_is_held_lends_nothing_on_a_lease_that_is_still_open_but_may_be_looked_at()
    {
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        var grant = (await _broker.DecideAsync(Request()))!.Grants.ShouldHaveSingleItem();
        var test = _broker.Sent<AzureSessionGranted>().Single(sent => sent.Purpose == LeasePurpose.ConnectionTest);

        // Between a verdict and the closing of leases that another replica has just given.
        await _broker.JudgeAsync(view.Id, ExcessVerdict.Found);

        (await _broker.RedeemAsync(grant.SessionToken, caller: "collector-azure", audience: Management)).Response.ShouldBeNull();
        (await _broker.RedeemAsync(test.SessionToken, caller: "collector-azure", audience: Management)).Response.ShouldNotBeNull();
    }

    private IntegrationDesk Desk => _broker.Get<IntegrationDesk>();

    private static ChangeIntegrationRequest ChangeOf(string what) => what switch
    {
        "groups" => new() { ResourceGroups = ["shop"] },
        "whole" => new() { ResourceGroups = [] },
        "workspace" => new() { WorkspaceId = Workspace },
        "fewer" => new() { SubscriptionIds = [Broker.Subscription] },
        "more" => new() { SubscriptionIds = [Broker.Subscription, Other, "88888888-2222-3333-4444-555555555555"] },
        _ => new() { ClientSecret = "another" },
    };

    private async Task<IntegrationView> TestedAsync()
    {
        var view = (await _broker.ConnectAzureAsync(new ConnectAzureRequest
        {
            ClientSecret = "x", SubscriptionIds = [Broker.Subscription, Other], ResourceGroups = ["shop", "bank"],
        })).Integration!;
        await _broker.ReportAsync(view.Id, Looked);
        return view with { LastTest = await _broker.LastTestAsync(view.Id) };
    }

    private async Task<IntegrationOutcome> ChangeAsync(string id, ChangeIntegrationRequest change) =>
        (await _broker.Get<ChangeDesk>().ChangeAsync(Broker.Tenant, "admin", id, change, CancellationToken.None)).ShouldNotBeNull();

    private async Task<IReadOnlyList<string>> OpenAsync()
    {
        await using var db = _broker.NewContext();
        return db.Leases.Where(lease => lease.ClosedAt == null).Select(lease => lease.Id).ToList();
    }

    private InvestigationRequested Request()
    {
        var request = _broker.Request();
        return request with
        {
            Alarm = request.Alarm! with { Provider = CloudProvider.Azure, Account = Broker.Subscription, Region = "global" },
        };
    }
}
