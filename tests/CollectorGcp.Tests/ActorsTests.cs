using CauseFlow.Collection;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Sources;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>Who changed what, without anybody's address.</summary>
public sealed class ActorsTests
{
    [Fact]
    public async Task A_person_a_pipeline_and_a_stranger_differ_and_no_address_is_told()
    {
        var actors = await ActorsAsync("jane@shop.example", "deployer@shop-prod.iam.gserviceaccount.com", "mallory@elsewhere.example", null);

        actors.Distinct().Count().ShouldBe(4);
        actors[0].ShouldNotBeNull().ShouldMatch("^person-[0-9a-f]{12}$");
        actors[1].ShouldBe("deployer (service account of shop-prod)");
        actors[2].ShouldNotBeNull().ShouldMatch("^person-[0-9a-f]{12}$");
        actors[3].ShouldBeNull();
        string.Join(' ', actors).ShouldNotContain("jane");
    }

    [Fact]
    public void A_person_has_one_name_in_a_tenant_and_another_in_the_next()
    {
        var context = Context("ten_1");

        Actors.Of(context, "Jane@Shop.example").ShouldBe(Actors.Of(context with { IntegrationId = "another cloud's" }, "jane@shop.example"));
        Actors.Of(context, "jane@shop.example").ShouldNotBe(Actors.Of(Context("ten_2"), "jane@shop.example"));
    }

    [Fact]
    public void Who_knows_tenant_and_address_cannot_tell_the_pseudonym_without_the_brokers_key()
    {
        var (key, other) = (Convert.ToBase64String(new byte[32]), Convert.ToBase64String([.. Enumerable.Repeat((byte)1, 32)]));
        var context = Context("ten_1") with { PseudonymKey = key };

        var name = Actors.Of(context, "jane@shop.example").ShouldNotBeNull();

        name.ShouldBe(Actors.Of(context with { InvestigationId = "inv_2" }, "jane@shop.example"), "the same person in all findings");
        Actors.Of(context with { PseudonymKey = other }, "jane@shop.example").ShouldNotBe(name);
        Actors.Of(context with { PseudonymKey = null }, "jane@shop.example").ShouldNotBe(name);
        Actors.Of(context with { PseudonymKey = "c2hvcnQ=" }, "jane@shop.example").ShouldNotBeNull().ShouldStartWith("person-");
        var guessed = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("ten_1"u8, "jane@shop.example"u8));
        guessed.ShouldNotStartWith(name["person-".Length..]);
        context.ToString().ShouldNotContain(key);
    }

    [Theory]
    [InlineData("123-compute@developer.gserviceaccount.com", "123-compute (service account)")]
    [InlineData("1b2c3d4e-aaaa-bbbb-cccc-d5e6f7a8b9c0", "1b2c3d4e-aaaa-bbbb-cccc-d5e6f7a8b9c0")]
    [InlineData("evil\u001b[31m", "evil")]
    public void What_is_no_person_keeps_its_name(string principal, string shown) => Actors.Of(Context("ten_1"), principal).ShouldBe(shown);

    [Theory]
    [InlineData("a@b@c.example")]
    [InlineData("@shop.example")]
    [InlineData("jane@shop.example ")]
    public void What_is_no_proper_address_is_still_none_that_is_told(string principal) =>
        Actors.Of(Context("ten_1"), principal).ShouldNotBeNull().ShouldNotContain("jane@");

    [Fact]
    public void A_domain_that_only_ends_like_googles_is_a_persons() =>
        Actors.Of(Context("ten_1"), "x@evilgserviceaccount.com").ShouldNotBeNull().ShouldStartWith("person-");

    private static CollectionContext Context(string tenant)
    {
        CollectionContext? kept = null;
        _ = SourceBench.CollectAsync(new AuditLogSource(new OneChangeEach([]), new CollectorGcpOptions()), context => kept = context);
        return kept! with { TenantId = tenant };
    }

    private static async Task<IReadOnlyList<string?>> ActorsAsync(params string?[] principals) =>
        [.. (await SourceBench.CollectAsync(new AuditLogSource(new OneChangeEach(principals), new CollectorGcpOptions())))
            .SelectMany(batch => batch.Changes).Select(change => change.Actor)];

    private sealed class OneChangeEach(IReadOnlyList<string?> principals) : ILoggingClient
    {
        public Task<LogPage<CloudLogEntry>> ListEntriesAsync(
            string project, string filter, bool newestFirst, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<LogPage<AuditLogEntry>> ListAuditEntriesAsync(
            string project, string filter, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult(new LogPage<AuditLogEntry>(
                [
                    .. principals.Select((principal, number) => new AuditLogEntry(
                        SourceBench.At.AddSeconds(number), "compute.googleapis.com", "v1.compute.instances.stop", "projects/first/zones/z/instances/vm",
                        principal, 0, null, false, false, false, null, null, false)),
                ],
                null));
    }
}
