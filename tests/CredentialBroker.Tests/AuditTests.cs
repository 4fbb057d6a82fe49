using CauseFlow.CredentialBroker.Audit;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Tests;

public abstract class AuditTests(StoreOptions? postgreSql) : IDisposable
{
    private readonly Broker _broker = new(settings: postgreSql is null ? null : new()
    {
        ["Storage:Provider"] = "PostgreSql", ["Storage:ConnectionString"] = postgreSql.ConnectionString,
    });

    public void Dispose()
    {
        _broker.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Verify_AnUntouchedChain_IsFine()
    {
        await AppendFiveAsync();

        var result = await _broker.VerifyAsync();

        result.ShouldBe(new AuditVerification { Ok = true, Count = 5 });
    }

    [Fact]
    public async Task Verify_NoRecords_IsFine() => (await _broker.VerifyAsync()).Ok.ShouldBeTrue();

    [Theory]
    [InlineData("update audit_records set \"Action\" = 'x' where \"Sequence\" = 3", 3)]
    [InlineData("update audit_records set \"Actor\" = 'x' where \"Sequence\" = 3", 3)]
    [InlineData("update audit_records set \"Subject\" = 'x' where \"Sequence\" = 3", 3)]
    [InlineData("update audit_records set \"Details\" = '{{}}' where \"Sequence\" = 3", 3)]
    [InlineData("update audit_records set \"At\" = \"At\" + 1 where \"Sequence\" = 3", 3)]
    [InlineData("update audit_records set \"Id\" = 'x' where \"Sequence\" = 3", 3)]
    [InlineData("update audit_records set \"Hash\" = upper(\"Hash\") where \"Sequence\" = 3", 3)]
    [InlineData("update audit_records set \"PreviousHash\" = \"Hash\" where \"Sequence\" = 3", 3)]
    [InlineData("delete from audit_records where \"Sequence\" = 3", 3)]
    [InlineData("delete from audit_records where \"Sequence\" = 1", 1)]
    [InlineData("delete from audit_records where \"Sequence\" = 5", 5)]
    [InlineData("delete from audit_records", 1)]
    [InlineData("delete from audit_heads", 6)]
    [InlineData("update audit_heads set \"Count\" = 4", 4)]
    [InlineData("update audit_records set \"Sequence\" = 9 where \"Sequence\" = 2; update audit_records set \"Sequence\" = 2 "
        + "where \"Sequence\" = 3; update audit_records set \"Sequence\" = 3 where \"Sequence\" = 9", 2)]
    public async Task Verify_Tampered_FindsIt(string sql, long at)
    {
        await AppendFiveAsync();

        _broker.Execute(sql);

        var result = await _broker.VerifyAsync();
        result.Ok.ShouldBeFalse();
        result.BrokenAt.ShouldBe(at);
    }

    [Fact]
    public async Task Verify_OlderHeadPutBack_IsFoundWithTheLoggedHead()
    {
        await AppendFiveAsync();
        var logged = await HeadAsync();
        _broker.Execute("delete from audit_records where \"Sequence\" > 3");
        await using (var db = _broker.NewContext())
        {
            var last = await db.AuditRecords.SingleAsync(x => x.Sequence == 3);
            var head = await db.AuditHeads.SingleAsync();
            head.Count = 3;
            head.Hash = last.Hash;
            head.Signature = _broker.Get<AuditChain>().SignatureOf(head.TenantId, 3, last.Hash, head.At, head.KeyId);
            await db.SaveChangesAsync();
        }

        (await _broker.VerifyAsync()).Ok.ShouldBeTrue("a head put back cannot be told from the database alone");
        (await _broker.VerifyAsync(logged)).Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task Verify_LoggedHeadAndLongerChain_IsFine()
    {
        await AppendFiveAsync();
        var logged = await HeadAsync();
        await _broker.RecordAsync("later");

        (await _broker.VerifyAsync(logged)).Ok.ShouldBeTrue();
        (await _broker.VerifyAsync(logged with { Count = 4 })).Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task Append_Concurrently_LosesAndRepeatsNothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => _broker.RecordAsync($"a{i}"))));

        var result = await _broker.VerifyAsync();
        result.ShouldBe(new AuditVerification { Ok = true, Count = 20 });
        _broker.Actions().Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public async Task Append_OfAnotherTenant_IsAnotherChain()
    {
        await _broker.RecordAsync("mine");
        await _broker.RecordAsync("theirs", "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW");

        (await _broker.VerifyAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Verify_AfterTheAuditKeyWasRotated_ChecksEachRecordUnderItsOwnKey()
    {
        using var before = new Broker();
        await before.RecordAsync("old");
        var folder = Path.Combine(before.Folder, "keys");
        File.Move(Path.Combine(folder, "audit.key"), Path.Combine(folder, "audit-2025.key"));

        using (var after = new Broker(before.Folder, ownsFolder: false))
        {
            await after.RecordAsync("new");
            (await after.VerifyAsync()).ShouldBe(new AuditVerification { Ok = true, Count = 2 });
        }

        File.Delete(Path.Combine(folder, "audit-2025.key"));
        using var lost = new Broker(before.Folder, ownsFolder: false);
        (await lost.VerifyAsync()).Problem!.ShouldContain("audit key");
    }

    [Fact]
    public async Task DeleteOld_KeepsAChainThatVerifiesFromItsCheckpoint()
    {
        await AppendFiveAsync();
        var old = await HeadAsync();
        _broker.Time.Advance(TimeSpan.FromDays(401));
        await _broker.RecordAsync("young");

        (await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None)).ShouldBe(5);

        _broker.Actions().ShouldBe(["young", "audit.expired"]);
        (await _broker.VerifyAsync()).ShouldBe(new AuditVerification { Ok = true, Count = 2, KeptFrom = 6 });
        (await _broker.VerifyAsync(old)).Ok.ShouldBeTrue("the logged head is the checkpoint");
        (await _broker.VerifyAsync(await HeadAsync())).Ok.ShouldBeTrue();
        (await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None)).ShouldBe(0);
        await _broker.RecordAsync("next");
        (await _broker.VerifyAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task DeleteOld_Again_MovesTheCheckpoint()
    {
        await AppendFiveAsync();
        _broker.Time.Advance(TimeSpan.FromDays(300));
        await _broker.RecordAsync("later");
        _broker.Time.Advance(TimeSpan.FromDays(101));
        await _broker.RecordAsync("young");
        await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None);

        _broker.Time.Advance(TimeSpan.FromDays(300));
        await _broker.RecordAsync("today");
        (await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None)).ShouldBe(1);

        (await _broker.VerifyAsync()).ShouldBe(new AuditVerification { Ok = true, Count = 4, KeptFrom = 7 });
    }

    [Fact]
    public async Task DeleteOld_CutOffAfterTheCheckpoint_IsFinishedByTheNextRound()
    {
        await AppendFiveAsync();
        _broker.Time.Advance(TimeSpan.FromDays(401));
        await _broker.RecordAsync("young");
        await using var db = _broker.NewContext();
        var records = await db.AuditRecords.AsNoTracking().ToListAsync();
        await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None);
        db.AuditRecords.AddRange(records.SkipLast(1));
        await db.SaveChangesAsync();

        (await _broker.VerifyAsync()).Ok.ShouldBeTrue("what the checkpoint covers is no longer part of the chain");
        (await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None)).ShouldBe(5);
        _broker.Actions().ShouldBe(["young", "audit.expired"]);
    }

    [Fact]
    public async Task DeleteOld_ChainThatDoesNotVerify_IsLeftAsItIs()
    {
        await AppendFiveAsync();
        _broker.Execute("update audit_records set \"Action\" = 'x' where \"Sequence\" = 3");
        _broker.Time.Advance(TimeSpan.FromDays(401));
        await _broker.RecordAsync("young");

        (await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None)).ShouldBe(0);

        _broker.Actions().Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("update audit_records set \"At\" = 1 where \"Sequence\" = 6")]
    [InlineData("insert into audit_records (\"Id\", \"TenantId\", \"Sequence\", \"At\", \"Actor\", \"Action\", \"Subject\", \"Details\", "
        + "\"PreviousHash\", \"KeyId\", \"Hash\") select 'aud_x', \"TenantId\", 99, 1, \"Actor\", \"Action\", \"Subject\", \"Details\", "
        + "\"PreviousHash\", \"KeyId\", \"Hash\" from audit_records where \"Sequence\" = 1")]
    [InlineData("insert into audit_checkpoints (\"TenantId\", \"Count\", \"Hash\", \"At\", \"Signature\", \"KeyId\", \"Version\") "
        + "select \"TenantId\", 6, \"Hash\", \"At\", \"Hash\", \"KeyId\", 1 from audit_records where \"Sequence\" = 6")]
    public async Task DeleteOld_WhatSomebodyElseWroteIntoTheDatabase_LetsNoYoungRecordGo(string sql)
    {
        await AppendFiveAsync();
        _broker.Time.Advance(TimeSpan.FromDays(401));
        await _broker.RecordAsync("young");
        _broker.Execute(sql);

        await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None);

        _broker.Actions().ShouldContain("young");
    }

    [Fact]
    public async Task DeleteOld_ClockThatMayBeAhead_DeletesNothing()
    {
        await AppendFiveAsync();
        _broker.Time.Advance(TimeSpan.FromDays(401));

        (await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None)).ShouldBe(0);

        _broker.Actions().Count.ShouldBe(5);
    }

    [Fact]
    public async Task DeleteOld_OneTenantsBrokenChain_KeepsNoOtherFromBeingCut()
    {
        const string other = "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW";
        await AppendFiveAsync();
        await _broker.RecordAsync("theirs", other);
        _broker.Execute("update audit_records set \"Action\" = 'x' where \"Sequence\" = 3");
        _broker.Time.Advance(TimeSpan.FromDays(401));
        await _broker.RecordAsync("young", other);

        (await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task Verify_HeadFromBeforeTheCheckpoint_SaysThatItWasNotCompared()
    {
        await AppendFiveAsync();
        var old = await HeadAsync();
        await _broker.RecordAsync("sixth");
        _broker.Time.Advance(TimeSpan.FromDays(401));
        await _broker.RecordAsync("young");
        await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None);

        (await _broker.VerifyAsync(old)).IsHeadCompared.ShouldBe(false);
        (await _broker.VerifyAsync(await HeadAsync())).IsHeadCompared.ShouldBe(true);
    }

    [Theory]
    [InlineData("update audit_checkpoints set \"Count\" = 6", "checkpoint")]
    [InlineData("update audit_checkpoints set \"Hash\" = (select \"Hash\" from audit_records where \"Sequence\" = 6)", "checkpoint")]
    [InlineData("delete from audit_checkpoints", "Record 1 is lost")]
    [InlineData("delete from audit_records where \"Sequence\" = 6", "Record 6 is lost")]
    public async Task Verify_CheckpointTamperedWith_FindsIt(string sql, string problem)
    {
        await AppendFiveAsync();
        _broker.Time.Advance(TimeSpan.FromDays(401));
        await _broker.RecordAsync("young");
        await _broker.Get<AuditRetention>().DeleteOldAsync(CancellationToken.None);

        _broker.Execute(sql);

        var result = await _broker.VerifyAsync();
        result.Ok.ShouldBeFalse();
        result.Problem!.ShouldContain(problem);
    }

    private async Task AppendFiveAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            await _broker.RecordAsync($"action{i}");
            _broker.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task<SignedHead> HeadAsync()
    {
        await using var db = _broker.NewContext();
        var head = await db.AuditHeads.AsNoTracking().SingleAsync();
        return new SignedHead { Count = head.Count, Hash = head.Hash, At = head.At, Signature = head.Signature, KeyId = head.KeyId };
    }
}

public sealed class AuditOnSqliteTests() : AuditTests(null);

public sealed class AuditOnPostgreSqlTests(PostgreSqlServer server) : AuditTests(server.CreateDatabase());
