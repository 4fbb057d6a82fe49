using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers.Aws;

namespace CauseFlow.CredentialBroker.Tests;

public sealed class RedeemTests : IDisposable
{
    private readonly Broker _broker = new();

    public void Dispose() => _broker.Dispose();

    [Fact]
    public async Task Redeem_OpenLease_GivesCredentialsAndBudgets()
    {
        var (request, grant) = await _broker.GrantAsync();

        var outcome = await _broker.RedeemAsync(grant.SessionToken);

        var response = outcome.Response.ShouldNotBeNull();
        response.Credentials.SecretAccessKey.ShouldBe(FakeSts.CanarySecret);
        response.RunNumber.ShouldBe(1);
        response.CallBudget["logs:StartQuery"].ShouldBe(20);
        response.CostBudgetBytes.ShouldBe(4_000_000_000);
        response.CostBudgetMetrics.ShouldBe(1_600);
        var redeemed = _broker.Sent<SessionRedeemed>().ShouldHaveSingleItem();
        redeemed.RunNumber.ShouldBe(1);
        redeemed.StartedAt.ShouldBe(_broker.Time.GetUtcNow());
        redeemed.Sources!.Select(x => (x.Region, x.Source, x.Mandatory)).ShouldBe(
        [
            ("eu-west-1", "alarm", true), ("eu-west-1", "alarm_history", false), ("eu-west-1", "metrics", true),
            ("eu-west-1", "logs", true), ("eu-west-1", "lambda", true), ("eu-west-1", "ec2", true),
            ("eu-west-1", "ecs", true), ("eu-west-1", "load_balancer", false), ("eu-west-1", "autoscaling", false),
            ("eu-west-1", "rds", false), ("eu-west-1", "sqs", false), ("eu-west-1", "dynamodb", false), ("eu-west-1", "cloudtrail", false), ("eu-west-1", "resolve", false),
        ]);
        Convert.FromBase64String(response.PseudonymKey.ShouldNotBeNull("CloudTrail names persons")).Length.ShouldBe(32);
        var call = _broker.Sts.Calls.Last();
        call.SessionName.ShouldBe($"causeflow-{request.InvestigationId}");
        call.DurationSeconds.ShouldBe(900);
        call.ExternalId.ShouldNotBeNull();
        JsonDocument.Parse(call.SessionPolicy).RootElement.GetProperty("Statement")[0].GetProperty("Condition")
            .GetProperty("StringEquals").GetProperty("aws:RequestedRegion").EnumerateArray()
            .Select(x => x.GetString()).ShouldBe(["eu-west-1"]);
    }

    [Fact]
    public async Task Redeem_IsAuditedBeforeAwsIsAsked()
    {
        var (_, grant) = await _broker.GrantAsync();
        IReadOnlyList<string> seen = [];
        _broker.Sts.Meanwhile = () =>
        {
            seen = _broker.Actions();
            return Task.CompletedTask;
        };

        await _broker.RedeemAsync(grant.SessionToken);

        seen[^1].ShouldBe("credential.requested");
        _broker.Actions()[^1].ShouldBe("credential.issued");
    }

    [Fact]
    public async Task Redeem_AuditCannotBeWritten_AsksAwsForNothing()
    {
        var (_, grant) = await _broker.GrantAsync();
        var before = _broker.Sts.Calls.Count;
        _broker.Execute("create trigger full before insert on audit_records begin select raise(abort, 'disk full'); end");

        await Should.ThrowAsync<Exception>(() => _broker.RedeemAsync(grant.SessionToken));

        _broker.Sts.Calls.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Redeem_AuditFailsAfterMinting_GivesNoCredential()
    {
        var (_, grant) = await _broker.GrantAsync();
        _broker.Sts.Meanwhile = () =>
        {
            _broker.Execute("create trigger full before insert on audit_records begin select raise(abort, 'full'); end");
            return Task.CompletedTask;
        };

        await Should.ThrowAsync<Exception>(() => _broker.RedeemAsync(grant.SessionToken));
    }

    [Theory]
    [InlineData("collector-azure")]
    [InlineData("investigations")]
    public async Task Redeem_TokenFoundElsewhere_IsRefusedWithoutTheCollectorsIdentity(string caller)
    {
        var (_, grant) = await _broker.GrantAsync();
        var before = _broker.Sts.Calls.Count;

        (await _broker.RedeemAsync(grant.SessionToken, caller: caller)).Status.ShouldBe(RedeemStatus.WrongIdentity);

        _broker.Sts.Calls.Count.ShouldBe(before);
        _broker.Actions()[^1].ShouldBe("credential.denied");
    }

    [Fact]
    public async Task Redeem_AnyCharacterOfTheTokenChanged_IsRefused()
    {
        var (_, grant) = await _broker.GrantAsync();
        var token = grant.SessionToken;
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            (await _broker.RedeemAsync(new string(changed))).Status.ShouldBe(RedeemStatus.WrongIdentity, $"character {i}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("...")]
    public async Task Redeem_NoToken_IsRefused(string token) =>
        (await _broker.RedeemAsync(token)).Status.ShouldBe(RedeemStatus.WrongIdentity);

    [Fact]
    public async Task Redeem_AfterCompletion_IsLeaseClosed()
    {
        var (request, grant) = await _broker.GrantAsync();
        await _broker.EndAsync(request);

        (await _broker.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.LeaseClosed);
    }

    [Fact]
    public async Task Redeem_Expired_IsLeaseClosedWithoutAnySweep()
    {
        var (_, grant) = await _broker.GrantAsync();
        _broker.Time.Advance(TimeSpan.FromMinutes(15));

        (await _broker.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.LeaseClosed);
    }

    [Fact]
    public async Task Redeem_Disconnected_IsLeaseClosed()
    {
        var (_, grant) = await _broker.GrantAsync();
        (await _broker.Get<IntegrationDesk>().DisconnectAsync(
            Broker.Tenant, "admin", grant.IntegrationId, CancellationToken.None)).ShouldBeTrue();

        (await _broker.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.LeaseClosed);
        _broker.Sent<LeaseClosed>().ShouldAllBe(x => x.Reason == LeaseCloseReason.Disconnected);
        _broker.Sent<IntegrationChanged>()[^1].Status.ShouldBe(IntegrationStatus.Disconnected);
    }

    [Fact]
    public async Task Redeem_LeaseClosesWhileAwsIsAsked_GivesNoCredential()
    {
        var (request, grant) = await _broker.GrantAsync();
        _broker.Sts.Meanwhile = () => _broker.EndAsync(request);

        var outcome = await _broker.RedeemAsync(grant.SessionToken);

        outcome.Status.ShouldBe(RedeemStatus.LeaseClosed);
        outcome.Response.ShouldBeNull();
        _broker.Sent<SessionRedeemed>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Redeem_FourthRun_IsOverTheLimitAndEarlierRunsGoOn()
    {
        var (_, grant) = await _broker.GrantAsync();
        for (var i = 1; i <= 3; i++)
        {
            (await _broker.RedeemAsync(grant.SessionToken, $"run_{i}")).Response!.RunNumber.ShouldBe(i);
        }

        (await _broker.RedeemAsync(grant.SessionToken, "run_4")).Status.ShouldBe(RedeemStatus.RedemptionLimit);
        (await _broker.RedeemAsync(grant.SessionToken, "run_2")).Response!.RunNumber.ShouldBe(2);
        _broker.Sent<SessionRedeemed>().Select(x => x.RunNumber).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Redeem_FourthCredentialOfARun_IsOverTheLimit()
    {
        var (_, grant) = await _broker.GrantAsync();
        for (var i = 0; i < 3; i++)
        {
            (await _broker.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.Granted);
        }

        (await _broker.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.RedemptionLimit);
    }

    [Fact]
    public async Task Redeem_ManyRunsAtOnce_NumbersThreeAndRefusesTheRest()
    {
        var (_, grant) = await _broker.GrantAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(i => Task.Run(() => _broker.RedeemAsync(grant.SessionToken, $"run_{i}"))));

        outcomes.Where(x => x.Status == RedeemStatus.Granted).Select(x => x.Response!.RunNumber).Order()
            .ShouldBe([1, 2, 3]);
        outcomes.Count(x => x.Status == RedeemStatus.RedemptionLimit).ShouldBe(5);
        (await _broker.VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Redeem_OneRunManyTimesAtOnce_MintsThree()
    {
        var (_, grant) = await _broker.GrantAsync();
        var before = _broker.Sts.Calls.Count;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => _broker.RedeemAsync(grant.SessionToken))));

        outcomes.Count(x => x.Status == RedeemStatus.Granted).ShouldBe(3);
        (_broker.Sts.Calls.Count - before).ShouldBe(3);
        _broker.Sent<SessionRedeemed>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Redeem_AwsRefuses_NamesReasonAndRemedyAndCountsNoCredential()
    {
        var (_, grant) = await _broker.GrantAsync();
        _broker.Sts.Refuse = _ => new StsException("AccessDenied", "no");
        for (var i = 0; i < 5; i++)
        {
            var outcome = await _broker.RedeemAsync(grant.SessionToken);
            outcome.Status.ShouldBe(RedeemStatus.AccessRefused);
            outcome.Refusal!.Reason.ShouldBe(RefusalReason.AssumeRoleDenied);
        }

        _broker.Sts.Refuse = _ => null;
        (await _broker.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.Granted);
    }

    [Theory]
    [InlineData(StsException.Unreachable, RefusalReason.ProviderUnreachable)]
    [InlineData("Throttling", RefusalReason.Throttled)]
    public async Task Redeem_AwsMayAnswerSoon_IsUnavailable(string code, RefusalReason reason)
    {
        var (_, grant) = await _broker.GrantAsync();
        _broker.Sts.Refuse = _ => new StsException(code, "");

        var outcome = await _broker.RedeemAsync(grant.SessionToken);

        outcome.Status.ShouldBe(RedeemStatus.Unavailable);
        outcome.Refusal!.Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task Redeem_AttemptsThatAwsAnswersLater_DoNotCountAgainstTheThree()
    {
        var (_, grant) = await _broker.GrantAsync();
        _broker.Sts.Refuse = _ => new StsException("Throttling", "");
        for (var i = 0; i < 4; i++)
        {
            (await _broker.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.Unavailable);
        }

        _broker.Sts.Refuse = _ => null;

        for (var i = 0; i < 3; i++)
        {
            (await _broker.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.Granted);
        }

        (await _broker.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.RedemptionLimit);
    }

    [Theory]
    [InlineData("azure.unknown", "run_1")]
    [InlineData("aws", "")]
    [InlineData("aws", "run 1")]
    public async Task Redeem_MalformedRequest_IsInvalid(string audience, string runId)
    {
        var (_, grant) = await _broker.GrantAsync();

        var outcome = await _broker.Get<Redeemer>().RedeemAsync(
            new RedeemRequest { Token = grant.SessionToken, Audience = audience, RunId = runId }, Broker.Collector,
            CancellationToken.None);

        outcome.Status.ShouldBe(RedeemStatus.InvalidRequest);
    }

    [Fact]
    public async Task Redeem_CallerGoneWhileAwsIsAsked_CountsNoCredential()
    {
        var (_, grant) = await _broker.GrantAsync();
        for (var i = 0; i < 5; i++)
        {
            _broker.Sts.Meanwhile = () => throw new OperationCanceledException();
            await Should.ThrowAsync<OperationCanceledException>(() => _broker.RedeemAsync(grant.SessionToken));
        }

        _broker.Sts.Meanwhile = () => Task.CompletedTask;
        (await _broker.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.Granted);
    }

    [Fact]
    public async Task Redeem_KeyOfTheExternalIdMissing_NamesTheKeyAndCountsNoCredential()
    {
        var (_, grant) = await _broker.GrantAsync();
        var key = Directory.GetFiles(Path.Combine(_broker.Folder, "keys", "secrets"), "kek-*.key").Single();
        File.Move(key, key + ".gone");
        for (var i = 0; i < 5; i++)
        {
            var outcome = await _broker.RedeemAsync(grant.SessionToken);
            outcome.Refusal!.Reason.ShouldBe(RefusalReason.KeyInvalid);
            outcome.Message.ShouldContain(Path.GetFileNameWithoutExtension(key)["kek-".Length..]);
        }

        File.Move(key + ".gone", key);
        (await _broker.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.Granted);
    }

    [Fact]
    public async Task Redeem_TokenMadeBeforeTheTokenKeyWasRotated_IsStillTaken()
    {
        var (_, grant) = await _broker.GrantAsync();
        var folder = Path.Combine(_broker.Folder, "keys");
        File.Move(Path.Combine(folder, "token.key"), Path.Combine(folder, "token-old.key"));

        using var restarted = new Broker(_broker.Folder, ownsFolder: false);
        (await restarted.RedeemAsync(grant.SessionToken)).Status.ShouldBe(RedeemStatus.Granted);
    }

    [Fact]
    public async Task FollowUp_OfAnySource_MayResolveToo()
    {
        await _broker.ConnectAsync();
        var decision = await _broker.DecideAsync(_broker.Request() with { Pass = 2, Sources = ["metrics"] });

        var outcome = await _broker.RedeemAsync(decision!.Grants.Single().SessionToken);

        outcome.Response!.CallBudget.Keys.ShouldContain("lambda:GetFunctionConfiguration");
        outcome.Response.CallBudget.Keys.ShouldNotContain("lambda:ListAliases");
        _broker.Sts.Calls.Last().SessionPolicy.ShouldContain("lambda:GetFunctionConfiguration");
    }

    [Fact]
    public async Task FollowUp_WithSources_MayOnlyCallThese()
    {
        await _broker.ConnectAsync();
        var decision = await _broker.DecideAsync(_broker.Request() with { Pass = 2, Sources = ["lambda"] });

        var outcome = await _broker.RedeemAsync(decision!.Grants.Single().SessionToken);

        outcome.Response!.CallBudget.Keys.ShouldContain("lambda:ListAliases");
        outcome.Response.CallBudget.Keys.ShouldNotContain("logs:StartQuery");
        _broker.Sts.Calls.Last().SessionPolicy.ShouldNotContain("logs:StartQuery");
    }

    [Fact]
    public async Task Nothing_SecretIsEverInTheDatabaseFileOrPrinted()
    {
        var (_, grant) = await _broker.GrantAsync();
        var outcome = await _broker.RedeemAsync(grant.SessionToken);
        var externalId = await _broker.Get<ExternalIds>().GetOrCreateAsync(Broker.Tenant, CancellationToken.None);
        _broker.Execute("pragma wal_checkpoint(truncate)");

        var bytes = System.Text.Encoding.Latin1.GetString(await ReadSharedAsync(_broker.DatabaseFile));

        bytes.ShouldContain(grant.LeaseId, Case.Sensitive, "the scan reads the right file");
        foreach (var secret in new[] { externalId, grant.SessionToken, FakeSts.CanarySecret, FakeSts.CanaryToken })
        {
            bytes.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse();
        }

        string[] printed =
        [
            $"{outcome}", $"{outcome.Response}", $"{outcome.Response!.Credentials}", $"{_broker.Sts.Calls.Last()}", $"{grant}",
        ];
        string.Concat(printed).ShouldNotContain("CANARY");
        string.Concat(printed).ShouldNotContain(externalId);
        string.Concat(printed).ShouldNotContain(grant.SessionToken);
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }
}
