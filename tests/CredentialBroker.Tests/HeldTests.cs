using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers.Azure;
using CauseFlow.CredentialBroker.Tests.Clouds;
using Microsoft.Extensions.DependencyInjection;
using static CauseFlow.CredentialBroker.Tests.Clouds.AzureRows;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>How long principals that may do too much are held back, and who is looked at again.</summary>
public sealed class HeldTests : IDisposable
{
    private readonly Broker _broker = new();

    public HeldTests() => _broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Excess_ThatWasFound_StaysAnErrorWhileATestIsUnderWay_AndWhenItTellsNothing()
    {
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        await _broker.ReportAsync(view.Id, Held, Looked);
        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);
        await _broker.ReportAsync(view.Id, Excess);
        var told = _broker.Sent<IntegrationChanged>().Count;

        var tested = (await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None))!.Integration!;

        tested.Status.ShouldBe(IntegrationStatus.Error);
        tested.LastTest.ShouldNotBeNull().Ok.ShouldBeFalse();
        (tested.LastTest.Reason, tested.LastTest.PermissionsPending).ShouldBe((RefusalReason.OverPrivileged, true));
        await _broker.ReportAsync(view.Id, Held);
        (await ShownAsync(view.Id)).Status.ShouldBe(IntegrationStatus.Error, "the report does not say that anybody looked");
        _broker.Sent<IntegrationChanged>().Count.ShouldBe(told);
        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);
        (await _broker.ReportAsync(view.Id, Held, Looked))!.Changed!.Status.ShouldBe(IntegrationStatus.Connected);
    }

    [Fact]
    public async Task Excess_ThatIsConfirmedWhileATestIsUnderWay_HoldsNobodyBackAnyMore()
    {
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        await _broker.ReportAsync(view.Id, Held, Looked);
        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);
        await _broker.ReportAsync(view.Id, Excess);
        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);

        var confirmed = (await ConfirmAsync(view.Id, true)).Integration!;
        var revoked = (await ConfirmAsync(view.Id, false)).Integration!;

        (confirmed.Status, confirmed.LastTest!.Reason, confirmed.LastTest.PermissionsPending)
            .ShouldBe((IntegrationStatus.Connected, null, true));
        revoked.Status.ShouldBe(IntegrationStatus.Error);
    }

    [Fact]
    public async Task Excess_BehindManyOtherRows_IsFoundAndShown()
    {
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        await _broker.ReportAsync(view.Id, Held, Looked);
        await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);

        await _broker.ReportAsync(view.Id, [.. Enumerable.Repeat(Held, 600), Looked, Excess]);

        var test = (await ShownAsync(view.Id)).LastTest!;
        test.Reason.ShouldBe(RefusalReason.OverPrivileged);
        test.Message!.ShouldContain(Excess.Permission);
        test.Permissions!.Count.ShouldBe(500);
        (await _broker.DecideAsync(AzureRequest()))!.Grants.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(LeasePurpose.ConnectionTest, false)]
    [InlineData(LeasePurpose.Investigation, true)]
    [InlineData(LeasePurpose.Reconcile, true)]
    [InlineData(LeasePurpose.Intake, true)]
    [InlineData(LeasePurpose.Backtest, true)]
    public async Task HeldIntegration_IsLentToNobodyButATest(LeasePurpose purpose, bool isDenied)
    {
        await _broker.ConnectAzureAsync();
        var grant = (await _broker.DecideAsync(AzureRequest()))!.Grants.ShouldHaveSingleItem();
        _broker.Execute($"update leases set Purpose = '{purpose}' where Id = '{grant.LeaseId}'");
        await _broker.JudgeAsync(grant.IntegrationId, ExcessVerdict.Found);

        var outcome = await _broker.RedeemAsync(grant.SessionToken, caller: "collector-azure", audience: CredentialAudiences.AzureManagement);

        outcome.Status.ShouldBe(isDenied ? RedeemStatus.LeaseClosed : RedeemStatus.Granted);
    }

    [Fact]
    public async Task Verdict_ThatIsOld_IsLookedAtAgain_AndHoldsNobodyBackBeforeItIsAnotherOne()
    {
        var view = (await _broker.ConnectAzureAsync()).Integration!;
        await _broker.ReportAsync(view.Id, Held, Looked);
        _broker.Time.Advance(TimeSpan.FromDays(29));
        (await Review.StartDueAsync(CancellationToken.None)).ShouldBe(0);
        _broker.Time.Advance(TimeSpan.FromDays(1));

        (await Review.StartDueAsync(CancellationToken.None)).ShouldBe(1);

        (await Review.StartDueAsync(CancellationToken.None)).ShouldBe(0, "it is under way");
        (await _broker.DecideAsync(AzureRequest()))!.Grants.Count.ShouldBe(1);
        (await _broker.ReportAsync(view.Id, Looked, Excess))!.Changed!.Status.ShouldBe(IntegrationStatus.Error);
        (await _broker.DecideAsync(AzureRequest()))!.Grants.ShouldBeEmpty();
        _broker.Time.Advance(TimeSpan.FromDays(31));
        (await Review.StartDueAsync(CancellationToken.None)).ShouldBe(0, "what was found is an admin's");
    }

    [Fact]
    public async Task Review_ThatTellsNothing_IsTriedADayLater_AFewInARound()
    {
        for (var number = 0; number < ExcessReview.Batch + 1; number++)
        {
            await _broker.ConnectAzureAsync(new ConnectAzureRequest { ClientSecret = "x", SubscriptionIds = [Entra.Guid()] });
        }

        await _broker.ConnectAsync();
        _broker.Time.Advance(ExcessReview.Pause);
        await _broker.Get<LeaseSweep>().CloseExpiredAsync(CancellationToken.None);
        (await Review.StartDueAsync(CancellationToken.None)).ShouldBe(ExcessReview.Batch);
        (await Review.StartDueAsync(CancellationToken.None)).ShouldBe(1);
        (await Review.StartDueAsync(CancellationToken.None)).ShouldBe(0, "AWS is narrowed, and the others are under way");
        _broker.Sent<AzureSessionGranted>().Count.ShouldBe(2 * (ExcessReview.Batch + 1));
        _broker.Time.Advance(ExcessReview.Pause);
        await _broker.Get<LeaseSweep>().CloseExpiredAsync(CancellationToken.None);

        (await Review.StartDueAsync(CancellationToken.None)).ShouldBe(ExcessReview.Batch);
    }

    private IntegrationDesk Desk => _broker.Get<IntegrationDesk>();

    private async Task<IntegrationOutcome> ConfirmAsync(string id, bool isYes) => (await _broker.Get<ChangeDesk>().ChangeAsync(
        Broker.Tenant, "admin", id, new ChangeIntegrationRequest { ConfirmExcess = isYes }, CancellationToken.None)).ShouldNotBeNull();

    private ExcessReview Review => _broker.Get<ExcessReview>();

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
