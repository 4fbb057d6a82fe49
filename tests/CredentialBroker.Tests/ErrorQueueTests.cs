using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.Messaging;
using CauseFlow.Messaging.ErrorQueues;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>What the broker decides about messages that were given up, its own and the collectors'.</summary>
public sealed class ErrorQueueTests : IDisposable
{
    private readonly Broker _broker = new();

    public void Dispose() => _broker.Dispose();

    private IErrorQueueRules Rules
    {
        get
        {
            using var scope = _broker.Scope();
            return scope.ServiceProvider.GetRequiredKeyedService<IErrorQueueRules>("credential-broker");
        }
    }

    [Fact]
    public async Task Grant_OfAnOpenLease_IsGrantedAnewThroughTheBrokersOutbox()
    {
        var grant = await GrantAsync();

        (await Rules.JudgeAsync(Dead(grant), CancellationToken.None)).ShouldBe(RedriveVerdict.Send);
        (await Rules.TryReplaceAsync(Dead(grant), CancellationToken.None)).ShouldBeTrue();

        await using var db = _broker.NewContext();
        var rows = await db.Set<OutboxMessage>().Where(x => x.Type == typeof(AwsSessionGranted).FullName).ToListAsync();
        rows.Count(row => row.Body.Contains(grant.SessionToken, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Grant_OfAClosedLease_IsRefused()
    {
        await _broker.ConnectAsync();
        var request = _broker.Request();
        var grant = (await _broker.DecideAsync(request)).ShouldNotBeNull().Grants.Single();
        await _broker.EndAsync(request);

        (await Rules.JudgeAsync(Dead(grant), CancellationToken.None)).ShouldBe(RedriveVerdict.LeaseClosed);
    }

    [Fact]
    public async Task Grant_AfterItsExpiry_IsRefused()
    {
        var grant = await GrantAsync();
        _broker.Time.Advance(TimeSpan.FromMinutes(15));

        (await Rules.JudgeAsync(Dead(grant), CancellationToken.None)).ShouldBe(RedriveVerdict.LeaseClosed);
    }

    [Fact]
    public async Task Grant_ThatNamesTheLeaseOfAnotherTenant_IsRefused()
    {
        var grant = (AwsSessionGranted)await GrantAsync() with { TenantId = "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW" };

        (await Rules.JudgeAsync(Dead(grant), CancellationToken.None)).ShouldBe(RedriveVerdict.LeaseClosed);
    }

    [Fact]
    public async Task Request_OlderThanALeaseMayBe_IsRefusedAndAYoungerOneIsNot()
    {
        var request = _broker.Request();
        (await Rules.JudgeAsync(Dead(request), CancellationToken.None)).ShouldBe(RedriveVerdict.Send);
        (await Rules.TryReplaceAsync(Dead(request), CancellationToken.None)).ShouldBeFalse("it goes to the queue as it was");
        _broker.Time.Advance(TimeSpan.FromMinutes(15));
        (await Rules.JudgeAsync(Dead(request), CancellationToken.None)).ShouldBe(RedriveVerdict.Expired);
    }

    [Fact]
    public async Task Record_IsInTheOperatorsChain()
    {
        var caller = new CallerIdentity("key_op", Broker.Tenant, new HashSet<string> { "operator" }, "req_1");
        (await Rules.TryRecordAsync(caller, "error_queue.discarded", "q_error",
            new Dictionary<string, string> { ["messageId"] = "m" }, CancellationToken.None)).ShouldBeTrue();

        var record = _broker.Records()[^1];
        (record.Actor, record.Action, record.Subject).ShouldBe(("key_op", "error_queue.discarded", "q_error"));
        record.Details.ShouldContain("req_1");
    }

    [Fact]
    public async Task Record_OfAnotherTenantsMessage_IsInThatTenantsChain_AndTheOperatorsNamesNothingOfIt()
    {
        var caller = new CallerIdentity(
            "key_op", "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW", new HashSet<string> { "operator" }, "req_1");

        (await Rules.TryRecordAsync(caller, "error_queue.discarded", "q_error", new Dictionary<string, string>
        {
            ["messageId"] = "m", ["type"] = "AlarmReceived", ["tenantId"] = Broker.Tenant, ["incidentId"] = "inc_1",
        }, CancellationToken.None)).ShouldBeTrue();

        var record = _broker.Records()[^1];
        (record.Actor, record.Action, record.Subject).ShouldBe(("key_op", "error_queue.discarded", "q_error"));
        record.Details.ShouldContain("inc_1");
        await using var db = _broker.NewContext();
        var own = await db.AuditRecords.SingleAsync(x => x.TenantId == caller.TenantId);
        own.Details.ShouldContain("AlarmReceived");
        own.Details.ShouldNotContain("inc_1");
        own.Details.ShouldNotContain(Broker.Tenant);
    }

    private async Task<ISessionGranted> GrantAsync()
    {
        await _broker.ConnectAsync();
        return (await _broker.DecideAsync(_broker.Request())).ShouldNotBeNull().Grants.Single();
    }

    private static DeadMessage Dead(object contract) => new()
    {
        Id = "m", IsReadable = true, Contract = contract, Members = new Dictionary<string, string>(),
    };
}
