using System.Text.Json;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>CloudTrail's writes over the simulated account: what is seen when, of whom, and how often is asked.</summary>
public sealed class SimulatedTrailTests
{
    private const string Group = "arn:aws:ec2:us-east-1:123456789012:security-group/sg-0a1b2c3d4e5f61001";
    private static readonly string[] Only = ["cloudtrail"];

    [Fact]
    public async Task What_has_not_arrived_is_said_to_be_too_early()
    {
        var (account, findings) = await RunAsync();
        await using var _ = account;

        findings.Of(f => f.Changes).Select(change => change.Summary).ShouldHaveSingleItem().ShouldStartWith("AuthorizeSecurityGroupEgress");
        var row = findings.Of(f => f.Coverage).Single(row => row.Source == "cloudtrail");
        row.Outcome.ShouldBe(CoverageOutcome.TooEarly);
        row.Detail.ShouldNotBeNull().ShouldContain("1 writes were refused (AccessDenied) and changed nothing.");
        row.Detail.ShouldContain("9 other writes of the account touch nothing that was resolved.");
        row.Detail.ShouldContain("up to 15 min late");
        row.CallsUsed.ShouldBe(1);
    }

    [Fact]
    public async Task A_rule_that_was_taken_away_names_the_rule_and_who_did_it_without_an_address()
    {
        var (account, findings) = await RunAsync(All);
        await using var _ = account;

        var change = findings.Of(f => f.Changes).Single(change => change.Summary.StartsWith("Revoke", StringComparison.Ordinal));

        change.Resource.Id.ShouldBe(Group);
        change.Resource.Kind.ShouldBe(ResourceKinds.SecurityGroup);
        change.Differences.ShouldBe([new Difference { Field = "egress.securityGroupRules", Before = "tcp 5432 sg-0a1b2c3d4e5f61002" }]);
        change.Kind.ShouldBe(ChangeKind.Configuration);
        change.Actor.ShouldNotBeNull().ShouldMatch(@"^NetworkAdmin \(person-[0-9a-f]{12}\)$");
        change.Pointer!.Api.ShouldBe("cloudtrail:LookupEvents");
        findings.Of(f => f.Relations).ShouldContain(relation =>
            relation.From.Name == "order-api" && relation.To.Id == Group && relation.Source == "lambda:GetFunctionConfiguration");
        findings.Of(f => f.Relations).ShouldContain(relation => relation.To.Kind == ResourceKinds.IamRole && relation.To.Name == "order-api-role");
    }

    [Fact]
    public async Task Nothing_secret_of_a_request_leaves_the_collector()
    {
        var (account, findings) = await RunAsync(All);
        await using var _ = account;

        var wire = JsonSerializer.Serialize(findings.All, ContractJson.Options);

        account.Simulator.Scenario.Canaries.ShouldAllBe(canary => !wire.Contains(canary));
    }

    [Fact]
    public async Task In_a_busy_account_what_is_old_is_found_by_its_name_within_the_budget()
    {
        var (account, findings) = await RunAsync(scenario => scenario with
        {
            Trail =
            [
                .. scenario.Trail.Select(item => item with { DelayMinutes = 0 }),
                .. Enumerable.Range(0, 400).Select(i => new ScenarioTrailEvent
                {
                    AtMinute = -1 - (i * 0.001), DelayMinutes = 0, Name = "PutObjectTagging", Source = "s3.amazonaws.com", UserName = $"job{i}",
                }),
            ],
        });
        await using var _ = account;

        findings.Of(f => f.Changes).ShouldContain(change => change.Summary.StartsWith("RevokeSecurityGroupEgress", StringComparison.Ordinal));
        findings.Of(f => f.Changes).Select(change => change.EvidenceId).ShouldBeUnique();
        var row = findings.Of(f => f.Coverage).Single(row => row.Source == "cloudtrail");
        row.Outcome.ShouldBe(CoverageOutcome.Partial);
        row.Detail.ShouldNotBeNull().ShouldStartWith("The account has more writes than 3 pages list");
        row.CallsUsed.ShouldBe(6, "three pages by time; the function, its group and its role by name");
    }

    [Fact]
    public async Task A_role_without_the_permission_is_told_what_to_add()
    {
        var (account, findings) = await RunAsync(scenario => scenario with
        {
            Roles = [scenario.Roles[0] with
            {
                AllowedActions = [.. scenario.Roles[0].AllowedActions.Where(action => !action.StartsWith("cloudtrail:", StringComparison.Ordinal))],
            }],
        });
        await using var _ = account;

        var row = findings.Of(f => f.Coverage).Single(row => row.Source == "cloudtrail");
        row.Outcome.ShouldBe(CoverageOutcome.Denied);
        row.MissingPermission.ShouldBe("cloudtrail:LookupEvents");
        row.Mandatory.ShouldBeFalse();
    }

    private static Scenario All(Scenario scenario) => scenario with
    {
        Trail = [.. scenario.Trail.Select(item => item with { DelayMinutes = 0 })],
    };

    private static async Task<(SimulatedAccount Account, CollectedFindings Findings)> RunAsync(Func<Scenario, Scenario>? change = null)
    {
        var account = new SimulatedAccount("security-group-late", change);
        await account.InitializeAsync();
        var findings = new CollectedFindings();
        await account.RunAsync(findings, await account.AssumeRoleAsync("ObservabilityReadOnly"), Only);
        return (account, findings);
    }
}
