using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers.Aws;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>The external id is changed while roles still ask for the old one.</summary>
public sealed class ExternalIdTests : IDisposable
{
    private const string OtherRole = "arn:aws:iam::999999999999:role/CauseFlowRead";
    private readonly Broker _broker = new();
    private readonly Dictionary<string, string> _trusted = new(StringComparer.Ordinal);

    public ExternalIdTests() => _broker.Sts.Refuse = call => call.ExternalId is { } id
        && (_trusted.TryGetValue(call.RoleArn, out var wanted) ? wanted == id : call.SessionPolicy != AwsPolicies.DenyAll)
            ? null : new StsException("AccessDenied", "User is not authorized to perform: sts:AssumeRole");

    private IntegrationDesk Desk => _broker.Get<IntegrationDesk>();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Rotate_RoleThatStillHasTheOldOne_GoesOnUntilItTakesTheNewOne()
    {
        var (view, old) = await ConnectAsync();
        var rotated = (await RotateAsync(view.Id)).Integration.ShouldNotBeNull();

        var current = await CurrentAsync();
        current.ShouldNotBe(old);
        rotated.ExternalId.ShouldBe(new ExternalIdUse(false, _broker.Time.GetUtcNow().AddDays(7)));
        (await RedeemAsync()).ShouldBe(RedeemStatus.Granted);
        (await UseAsync(view.Id)).Current.ShouldBeFalse("the role took the old one");

        _trusted[Broker.Role] = current;
        (await RedeemAsync()).ShouldBe(RedeemStatus.Granted);
        (await UseAsync(view.Id)).ShouldBe(new ExternalIdUse(true, null));
        _broker.Actions().Count(x => x == "external_id.adopted").ShouldBe(1);

        _trusted[Broker.Role] = old;
        (await RedeemAsync()).ShouldBe(RedeemStatus.AccessRefused, "the old one ended with the first success of the new one");
    }

    [Fact]
    public async Task Rotate_RoleThatNeverTakesTheNewOne_EndsAfterSevenDays()
    {
        await ConnectAsync();
        await RotateAsync((await _broker.NewContext().Integrations.SingleAsync()).Id);
        _broker.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        (await RedeemAsync()).ShouldBe(RedeemStatus.Granted);

        _broker.Time.Advance(TimeSpan.FromMinutes(1));
        (await RedeemAsync()).ShouldBe(RedeemStatus.AccessRefused);
        await _broker.Get<LeaseSweep>().DeleteOldAsync(CancellationToken.None);
        await using var db = _broker.NewContext();
        (await db.ExternalIds.OrderBy(x => x.Generation).Select(x => x.Ciphertext != "").ToListAsync()).ShouldBe([false, true]);
    }

    [Fact]
    public async Task Rotate_EachIntegrationMovesByItself_AndTheOldOneIsErasedWithTheLast()
    {
        var (first, _) = await ConnectAsync();
        var (second, _) = await ConnectAsync(OtherRole);
        await RotateAsync(first.Id);
        var current = await CurrentAsync();

        _trusted[Broker.Role] = current;
        await Desk.TestAsync(Broker.Tenant, "admin", first.Id, CancellationToken.None);
        (await UseAsync(first.Id)).Current.ShouldBeTrue();
        (await UseAsync(second.Id)).Current.ShouldBeFalse();
        (await CountReadableAsync()).ShouldBe(2);

        _trusted[OtherRole] = current;
        await Desk.TestAsync(Broker.Tenant, "admin", second.Id, CancellationToken.None);
        (await CountReadableAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Rotate_WhileAnotherIsRunning_IsRefusedAndChangesNothing()
    {
        var (view, _) = await ConnectAsync();
        await RotateAsync(view.Id);
        var current = await CurrentAsync();

        (await RotateAsync(view.Id)).IsRunning.ShouldBeTrue();

        (await CurrentAsync()).ShouldBe(current);
    }

    [Fact]
    public async Task Rotate_AnotherTenants_IsNotFound()
    {
        var (view, _) = await ConnectAsync();

        (await Desk.RotateExternalIdAsync("ten_other", "x", view.Id, CancellationToken.None)).Integration.ShouldBeNull();
    }

    [Fact]
    public async Task Connect_DuringARotation_TakesTheNewOneOnly()
    {
        var (view, old) = await ConnectAsync();
        await RotateAsync(view.Id);
        _trusted[OtherRole] = old;

        var outcome = await Desk.ConnectAsync("admin", AwsConnect.Create(Broker.Tenant,
            new ConnectAwsRequest { RoleArn = OtherRole, Regions = ["eu-west-1"] }, _broker.Time), [], CancellationToken.None);

        outcome.Refusal!.Reason.ShouldBe(RefusalReason.AssumeRoleDenied);
    }

    private async Task<(IntegrationView View, string ExternalId)> ConnectAsync(string role = Broker.Role)
    {
        var view = await _broker.ConnectAsync(role: role);
        var externalId = await CurrentAsync();
        _trusted[role] = externalId;
        return (view, externalId);
    }

    private Task<RotationOutcome> RotateAsync(string id) =>
        Desk.RotateExternalIdAsync(Broker.Tenant, "admin", id, CancellationToken.None);

    private Task<string> CurrentAsync() => _broker.Get<ExternalIds>().GetOrCreateAsync(Broker.Tenant, CancellationToken.None);

    private async Task<RedeemStatus> RedeemAsync()
    {
        var decision = await _broker.DecideAsync(_broker.Request());
        return (await _broker.RedeemAsync(decision!.Grants.Single().SessionToken)).Status;
    }

    private async Task<ExternalIdUse> UseAsync(string id)
    {
        await using var db = _broker.NewContext();
        return IntegrationView.Of(await db.Integrations.SingleAsync(x => x.Id == id), _broker.Time.GetUtcNow()).ExternalId!;
    }

    private async Task<int> CountReadableAsync()
    {
        await using var db = _broker.NewContext();
        return await db.ExternalIds.CountAsync(x => x.Ciphertext != "");
    }
}
