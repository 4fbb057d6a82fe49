using CauseFlow.Contracts;
using CauseFlow.Investigations.Access;
using CauseFlow.Investigations.Passes;

namespace CauseFlow.Investigations.Tests;

/// <summary>What an investigation shows of its own calls.</summary>
public sealed class AccessProofsTests
{
    private const string Session = "causeflow-inv_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static readonly DateTimeOffset Began = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Calls_of_all_passes_are_added_up_against_all_that_was_granted()
    {
        var proof = AccessProofs.Of(
            [Access(1, ["logs:StartQuery", "cloudtrail:LookupEvents"]), Access(2, ["cloudtrail:LookupEvents"])],
            [
                Run(1, 0, Source("logs", "eu-west-1", ("logs:StartQuery", 2)), Source("cloudtrail", "eu-west-1", ("cloudtrail:LookupEvents", 1))),
                Run(2, 6, Source("cloudtrail", "us-east-1", ("cloudtrail:LookupEvents", 1))),
            ]).ShouldHaveSingleItem();

        proof.Granted.ShouldBe(["cloudtrail:LookupEvents", "logs:StartQuery"]);
        proof.Used.ShouldBe(new Dictionary<string, int> { ["cloudtrail:LookupEvents"] = 2, ["logs:StartQuery"] = 2 });
        proof.Regions.ShouldBe(["eu-west-1", "us-east-1"]);
        (proof.From, proof.To).ShouldBe((Began.AddMinutes(-1), Began.AddMinutes(8)));
    }

    [Fact]
    public void The_lines_ask_for_the_very_session_in_each_region()
    {
        var queries = AccessProofs.Of([Access(1, [])], [Run(1, 0, Source("logs", "eu-west-1"), Source("logs", "us-east-1"))]).Single().Queries;

        queries.Select(query => query.Title).ShouldBe(["AWS CLI, eu-west-1", "AWS CLI, us-east-1", "CloudTrail Lake", "Athena, over a trail's bucket"]);
        queries[0].Text.ShouldBe(
            $"aws cloudtrail lookup-events --region eu-west-1 --lookup-attributes AttributeKey=Username,AttributeValue={Session}"
            + " --start-time 2026-11-20T11:59:00Z --end-time 2026-11-20T12:02:00Z --query 'Events[].[EventTime,EventSource,EventName]' --output table");
        queries.Skip(2).ShouldAllBe(query => query.Text.Contains($"LIKE '%:assumed-role/%/{Session}'"));
    }

    [Fact]
    public void What_was_refused_or_never_began_shows_nothing_and_a_cloud_without_names_has_no_lines()
    {
        AccessProofs.Of([Refused(Access(1, []))], [Run(1, 0)]).ShouldBeEmpty();
        AccessProofs.Of([Access(1, [])], []).ShouldBeEmpty();
        AccessProofs.Of([Access(1, [], session: null)], [Run(1, 0)]).Single().Queries.ShouldBeEmpty();
    }

    private static AccessRow Refused(AccessRow row)
    {
        row.Access = row.Access with { LeaseId = null, Reason = RefusalReason.AssumeRoleDenied };
        return row;
    }

    private static AccessRow Access(int pass, string[] permissions, string? session = Session) => new()
    {
        TenantId = "ten_1", InvestigationId = "inv_1", Pass = pass, IntegrationId = "int_1",
        Access = new IntegrationAccess
        {
            IntegrationId = "int_1", Provider = CloudProvider.Aws, Account = "123456789012", LeaseId = $"lea_{pass}", Permissions = permissions,
            SessionName = session,
        },
    };

    private static RunRow Run(int pass, int minute, params SourceResult[] sources) => new()
    {
        TenantId = "ten_1", InvestigationId = "inv_1", Pass = pass, IntegrationId = "int_1", RunNumber = 1,
        StartedAt = Began.AddMinutes(minute), EndedAt = Began.AddMinutes(minute + 1), Sources = sources,
    };

    private static SourceResult Source(string name, string region, params (string Api, int Calls)[] calls) => new()
    {
        Region = region, Source = name, Outcome = CoverageOutcome.Complete, Parts = 1, DurationMilliseconds = 1,
        CallsUsed = calls.Sum(call => call.Calls), CallsByApi = calls.ToDictionary(call => call.Api, call => call.Calls),
    };
}
