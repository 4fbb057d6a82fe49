using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Aws;

namespace CauseFlow.CredentialBroker.Tests;

public sealed class IntegrationTests : IDisposable
{
    private readonly Broker _broker = new();

    private IntegrationDesk Desk => _broker.Get<IntegrationDesk>();

    private ChangeDesk Changes => _broker.Get<ChangeDesk>();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Connect_GoodRole_StoresAnnouncesAndAudits()
    {
        var view = await _broker.ConnectAsync();

        view.Account.ShouldBe("123456789012");
        view.LastTest!.Ok.ShouldBeTrue();
        var changed = _broker.Sent<IntegrationChanged>().ShouldHaveSingleItem();
        changed.Status.ShouldBe(IntegrationStatus.Connected);
        changed.Accounts.ShouldBe(["123456789012"]);
        changed.Topics.ShouldBe(["arn:aws:sns:eu-west-1:123456789012:alarms"]);
        _broker.Actions().ShouldBe(["integration.connected", "lease.granted"]);
    }

    [Fact]
    public async Task Connect_ProbesWithoutAndWithAForeignExternalIdUnderAPolicyThatAllowsNothing()
    {
        await _broker.ConnectAsync();

        var calls = _broker.Sts.Calls.ToList();
        calls.Count.ShouldBe(3);
        calls[0].ExternalId.ShouldNotBeNull().Length.ShouldBe(40);
        calls[0].SessionPolicy.ShouldNotContain("Deny");
        calls[1].ExternalId.ShouldBeNull();
        calls[1].SessionPolicy.ShouldBe(AwsPolicies.DenyAll);
        calls[2].ExternalId.ShouldNotBeNull().Length.ShouldBe(40);
        calls[2].ExternalId.ShouldNotBe(calls[0].ExternalId);
        calls[2].SessionPolicy.ShouldBe(AwsPolicies.DenyAll);
    }

    [Fact]
    public async Task Connect_RoleThatTakesAnyExternalId_IsRefusedAndSaysSo()
    {
        _broker.Sts.Refuse = call => call.ExternalId is null ? new StsException("AccessDenied", "no") : null;

        var refusal = (await ConnectAsync()).Refusal.ShouldNotBeNull();

        refusal.Reason.ShouldBe(RefusalReason.MissingExternalIdCondition);
        refusal.Message.ShouldContain("with any external id");
        refusal.Remedy.ShouldContain("StringEquals");
        CountIntegrations().ShouldBe(0);
    }

    [Fact]
    public async Task Test_RoleThatHasComeToTakeAnyExternalId_TurnsToError()
    {
        var view = await _broker.ConnectAsync();
        _broker.Sts.Refuse = call => call.ExternalId is null ? new StsException("AccessDenied", "no") : null;

        await _broker.Get<IntegrationDesk>().TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);

        (await _broker.LastTestAsync(view.Id)).Reason.ShouldBe(RefusalReason.MissingExternalIdCondition);
    }

    [Fact]
    public async Task Connect_RoleThatIgnoresTheExternalId_IsRefusedAndNotStored()
    {
        _broker.Sts.Refuse = _ => null;

        var outcome = await ConnectAsync();

        outcome.Refusal!.Reason.ShouldBe(RefusalReason.MissingExternalIdCondition);
        CountIntegrations().ShouldBe(0);
        _broker.Sent<IntegrationChanged>().ShouldBeEmpty();
        _broker.Actions().ShouldBe(["integration.connect_refused"]);
    }

    [Fact]
    public async Task Connect_ProbeThatProvesNothing_IsRefused()
    {
        _broker.Sts.Refuse = call => call.ExternalId is null ? new StsException("Throttling", "") : null;

        (await ConnectAsync()).Refusal!.Reason.ShouldBe(RefusalReason.Throttled);
        CountIntegrations().ShouldBe(0);
    }

    [Fact]
    public async Task Connect_RoleWithoutExternalId_IsAcceptedWhereTheOperatorAllowsIt()
    {
        using var broker = new Broker(settings: new() { ["Aws:AllowRolesWithoutExternalId"] = "true" });
        broker.Sts.Refuse = _ => null;

        var view = await broker.ConnectAsync();

        view.LastTest!.Warnings.ShouldHaveSingleItem().ShouldContain("AllowRolesWithoutExternalId");
        await broker.ReportAsync(view.Id);
        (await broker.LastTestAsync(view.Id)).Warnings.ShouldNotBeNull().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Connect_PartitionWithoutPrincipal_AsksNobody()
    {
        var outcome = await ConnectAsync("arn:aws-cn:iam::123456789012:role/r", "cn-north-1");

        outcome.Refusal!.Reason.ShouldBe(RefusalReason.PartitionNotConfigured);
        _broker.Sts.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Connect_Twice_IsAlreadyConnectedUntilDisconnected()
    {
        var first = await _broker.ConnectAsync();

        (await ConnectAsync()).AlreadyConnected.ShouldBeTrue();
        (await Desk.DisconnectAsync(Broker.Tenant, "admin", first.Id, CancellationToken.None)).ShouldBeTrue();
        (await Desk.DisconnectAsync(Broker.Tenant, "admin", first.Id, CancellationToken.None)).ShouldBeFalse();

        (await _broker.ConnectAsync()).Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task Connect_ManyAtOnce_StoresOne()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => ConnectAsync())));

        outcomes.Count(x => x.Integration is not null).ShouldBe(1);
        outcomes.Count(x => x.AlreadyConnected).ShouldBe(5);
        _broker.Sent<IntegrationChanged>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Test_RoleThatNoLongerWorks_ShowsReasonAndAnnouncesTheError()
    {
        var view = await _broker.ConnectAsync();
        _broker.Sts.Refuse = _ => new StsException("AccessDenied", "no");

        var outcome = await Desk.TestAsync(Broker.Tenant, "admin", view.Id, CancellationToken.None);

        outcome!.Integration!.Status.ShouldBe(IntegrationStatus.Error);
        outcome.Integration.LastTest!.Reason.ShouldBe(RefusalReason.AssumeRoleDenied);
        _broker.Sent<IntegrationChanged>().Select(x => x.Version).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task AnotherTenant_SeesAndChangesNothing()
    {
        var view = await _broker.ConnectAsync();

        (await Desk.TestAsync("ten_other", "x", view.Id, CancellationToken.None)).ShouldBeNull();
        (await Desk.DisconnectAsync("ten_other", "x", view.Id, CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task ExternalId_FirstUsesAtOnce_IsOneAndAnotherTenantsDiffers()
    {
        var ids = _broker.Get<ExternalIds>();

        var mine = await Task.WhenAll(Enumerable.Range(0, 6)
            .Select(_ => Task.Run(() => ids.GetOrCreateAsync(Broker.Tenant, CancellationToken.None))));

        mine.Distinct().Count().ShouldBe(1);
        mine[0].ShouldMatch("^[0-9a-f]{40}$");
        (await ids.GetOrCreateAsync("ten_other", CancellationToken.None)).ShouldNotBe(mine[0]);
    }

    [Fact]
    public async Task Change_NameRegionsTopicsHints_AnnouncesThem()
    {
        var view = await _broker.ConnectAsync();

        var changed = (await Changes.ChangeAsync(Broker.Tenant, "admin", view.Id,
            new ChangeIntegrationRequest { Name = "Shop", Regions = ["eu-central-1"], LogGroups = [] }, CancellationToken.None))!.Integration;

        changed.ShouldNotBeNull().Name.ShouldBe("Shop");
        changed.Regions.ShouldBe(["eu-central-1"]);
        changed.LogGroups.ShouldBeEmpty();
        changed.TopicArns.ShouldBe(view.TopicArns);
        _broker.Sent<IntegrationChanged>()[^1].Regions.ShouldBe(["eu-central-1"]);
        _broker.Actions().ShouldContain("integration.updated");
        (await Changes.ChangeAsync("ten_other", "x", view.Id, new ChangeIntegrationRequest(), CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData("arn:aws:sts::123456789012:assumed-role/r/s", "session of a role")]
    [InlineData("arn:aws:iam::12345:role/r", "12 digits")]
    [InlineData("arn:aws:iam::123456789012:user/r", "names no role")]
    [InlineData("arn:aws-iso:iam::123456789012:role/r", "partition is unknown")]
    public void Validation_MalformedRole_NamesThePartThatIsWrong(string arn, string hint) =>
        ConnectAwsValidation.Check(new ConnectAwsRequest { RoleArn = arn, Regions = ["eu-west-1"] })
            .ShouldHaveSingleItem().Message.ShouldContain(hint);

    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/CauseFlow", true)]
    [InlineData("arn:aws-us-gov:iam::123456789012:role/a/b/c/Cause+Flow=,.@-_", true)]
    [InlineData("arn:aws:iam::12345678901:role/CauseFlow", false)]
    [InlineData("arn:aws:iam::1234567890123:role/CauseFlow", false)]
    [InlineData("arn:aws:iam::123456789012:user/CauseFlow", false)]
    [InlineData("arn:aws:iam::123456789012:role/", false)]
    [InlineData("arn:aws:iam::123456789012:role//x", false)]
    [InlineData("arn:aws:iam:eu-west-1:123456789012:role/x", false)]
    [InlineData("arn:aws-iso:iam::123456789012:role/x", false)]
    [InlineData("arn:aws:iam::123456789012:role/x\n", false)]
    [InlineData(" arn:aws:iam::123456789012:role/x", false)]
    [InlineData("arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:role/x", false)]
    [InlineData("arn:aws:iam::123456789012:role/*", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void RoleArn_Parse_TakesRolesToTheLetter(string? arn, bool valid) =>
        (RoleArn.Parse(arn) is not null).ShouldBe(valid);

    [Fact]
    public void RoleArn_NameOf65Characters_IsRefused() =>
        RoleArn.Parse($"arn:aws:iam::123456789012:role/{new string('a', 65)}").ShouldBeNull();

    [Fact]
    public void Validation_ReportsEveryErrorAtOnce()
    {
        var errors = ConnectAwsValidation.Check(new ConnectAwsRequest
        {
            Name = "", RoleArn = "arn:aws:iam::123456789012:role/r", Regions = ["eu-west-1", "cn-north-1", "../x"],
            TopicArns = ["arn:aws:sns:eu-west-1:123456789012:t", "arn:aws:sqs:eu-west-1:123456789012:t",
                "arn:aws:sns:eu-west-1:123456789012:t.fifo"],
            LogGroups = ["/aws/lambda/x", "a b"],
        });

        errors.Select(x => x.Field).ShouldBe(["name", "regions[1]", "regions[2]", "topicArns[1]", "topicArns[2]", "logGroups[1]"]);
    }

    [Fact]
    public void Validation_NothingGiven_NamesTheRequiredFields() =>
        ConnectAwsValidation.Check(new ConnectAwsRequest()).Select(x => x.Field).ShouldBe(["roleArn", "regions"]);

    private Task<IntegrationOutcome> ConnectAsync(string role = Broker.Role, string region = "eu-west-1") =>
        Desk.ConnectAsync("admin", AwsConnect.Create(
            Broker.Tenant, new ConnectAwsRequest { RoleArn = role, Regions = [region] }, _broker.Time), [], CancellationToken.None);

    private int CountIntegrations()
    {
        using var db = _broker.NewContext();
        return db.Integrations.Count();
    }
}
