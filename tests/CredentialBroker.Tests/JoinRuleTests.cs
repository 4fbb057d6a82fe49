using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Scopes;

namespace CauseFlow.CredentialBroker.Tests;

public sealed class JoinRuleTests
{
    private const string Tenant = "ten_1";
    private static readonly CloudAccount Own = new(CloudProvider.Aws, "123456789012");

    [Fact]
    public void OwnAccount_AlwaysJoins_AndNothingElseWithoutALink() =>
        Choose(Request(), Candidate("int_a", Own), Candidate("int_b")).ShouldBe([("int_a", JoinReason.OwnAccount, null)]);

    [Fact]
    public void SameDigitsInAnotherCloud_AreAnotherAccount() =>
        Choose(Request(), Candidate("int_a", new CloudAccount(CloudProvider.Gcp, Own.Account))).ShouldBeEmpty();

    [Fact]
    public void Link_JoinsInBothDirections_ButIsNoChain()
    {
        var own = Candidate("int_a", Own) with { Links = ["int_b"], Name = "shop" };
        var back = Candidate("int_c") with { Links = ["int_a"] };
        var chain = Candidate("int_d") with { Links = ["int_b"] };

        Choose(Request(), own, Candidate("int_b"), back, chain).ShouldBe(
            [("int_a", JoinReason.OwnAccount, null), ("int_b", JoinReason.Linked, "shop"), ("int_c", JoinReason.Linked, "shop")]);
    }

    [Theory]
    [InlineData("Checkout", "checkout", true)]
    [InlineData("checkout", "billing", false)]
    public void Service_OfTheAlarm_JoinsThoseThatCarryIt(string ofAlarm, string tag, bool joins)
    {
        var chosen = Choose(Request(service: ofAlarm), Candidate("int_a", Own) with { Services = ["billing", "checkout"] },
            Candidate("int_b") with { Services = [tag] });

        chosen.Any(x => x.Id == "int_b").ShouldBe(joins);
    }

    [Fact]
    public void Service_OfAnAlarmsTag_Counts() =>
        Choose(Request(tags: new() { ["Service"] = "checkout" }), Candidate("int_a", Own), Candidate("int_b") with { Services = ["checkout"] })
            .ShouldContain(("int_b", JoinReason.SameService, "checkout"));

    [Fact]
    public void Service_OfTheIntegration_CountsWhereTheAlarmNamesNone() =>
        Choose(Request(), Candidate("int_a", Own) with { Services = ["checkout"] }, Candidate("int_b") with { Services = ["checkout"] })
            .ShouldContain(("int_b", JoinReason.SameService, "checkout"));

    [Fact]
    public void Environment_JoinsUnlessTheServicesDiffer()
    {
        var own = Candidate("int_a", Own) with { Environments = ["production"], Services = ["checkout"] };

        Choose(Request(), own, Candidate("int_b") with { Environments = ["Production"] })
            .ShouldContain(("int_b", JoinReason.SameEnvironment, "production"));
        Choose(Request(), own, Candidate("int_b") with { Environments = ["production"], Services = ["billing"] })
            .ShouldNotContain(x => x.Id == "int_b");
    }

    [Fact]
    public void Service_OfAnotherEnvironment_StaysOut() =>
        Choose(Request(service: "checkout", environment: "production"), Candidate("int_a", Own),
            Candidate("int_b") with { Services = ["checkout"], Environments = ["staging"] }).ShouldNotContain(x => x.Id == "int_b");

    [Fact]
    public void AskedFor_IsTheScope_AndTheOwnAccountStillJoins()
    {
        var request = Request(service: "checkout") with { Scope = new InvestigationScope { IntegrationIds = ["int_b"] } };

        Choose(request, Candidate("int_a", Own), Candidate("int_b"), Candidate("int_c") with { Services = ["checkout"] }).ShouldBe(
            [("int_a", JoinReason.OwnAccount, null), ("int_b", JoinReason.AskedFor, null)]);
    }

    [Fact]
    public void AnotherTenants_NeverJoins_WhateverIsTheSame()
    {
        var theirs = Candidate("int_t", Own) with
        {
            TenantId = "ten_2", Services = ["checkout"], Environments = ["production"], Links = ["int_a"],
        };
        var own = Candidate("int_a", Own) with { Links = ["int_t"] };
        var request = Request("checkout", "production");

        Choose(request, own, theirs).ShouldBe([("int_a", JoinReason.OwnAccount, null)]);
        Choose(request with { Scope = new InvestigationScope { IntegrationIds = ["int_t"] } }, own, theirs)
            .ShouldBe([("int_a", JoinReason.OwnAccount, null)]);
    }

    [Fact]
    public void Strongest_ReasonCounts_AndTheirNumberIsBounded()
    {
        var own = Candidate("int_a", Own) with { Links = ["int_z"], Services = ["checkout"], Environments = ["production"] };
        var many = Enumerable.Range(0, 20).Select(i => Candidate($"int_m{i:00}") with { Environments = ["production"] });
        var both = Candidate("int_z") with { Services = ["checkout"], Environments = ["production"] };

        var chosen = Choose(Request(), [own, .. many, both]);

        chosen.Count.ShouldBe(1 + JoinRule.MaxJoined);
        chosen[1].ShouldBe(("int_z", JoinReason.Linked, "int_a"));
    }

    [Fact]
    public void AlertOfNoCloud_JoinsNothingByItsTags() =>
        JoinRule.Choose(Request(service: "checkout"), [], [Candidate("int_b") with { Services = ["checkout"] }]).ShouldBeEmpty();

    private static List<(string Id, JoinReason Reason, string? Through)> Choose(
        InvestigationRequested request, params JoinCandidate[] candidates) =>
        [.. JoinRule.Choose(request, [Own], candidates).Select(x => (x.IntegrationId, x.Reason, x.Through))];

    private static JoinCandidate Candidate(string id, CloudAccount? account = null) => new()
    {
        Id = id, TenantId = Tenant, Name = id, Accounts = [account ?? new CloudAccount(CloudProvider.Azure, id)],
    };

    private static InvestigationRequested Request(
        string? service = null, string? environment = null, Dictionary<string, string>? tags = null)
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        return new InvestigationRequested
        {
            TenantId = Tenant, InvestigationId = "inv_1", IncidentId = "inc_1", IncidentKey = "key",
            Trigger = InvestigationTrigger.Alarm, Pass = 1, RequestedAt = at,
            Window = new InvestigationWindow { From = at, To = at, Baselines = [] },
            Alarm = new AlarmFact
            {
                Provider = CloudProvider.Aws, Id = "a", Name = "a", Account = Own.Account, Region = "eu-west-1",
                State = AlarmState.Alarm, StateChangedAt = at, Service = service, Environment = environment, Tags = tags,
            },
        };
    }
}
