using System.Text.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.CredentialBroker.Providers.Aws;

namespace CauseFlow.CredentialBroker.Tests;

public sealed class PolicyTests
{
    [Fact]
    public void Session_HoldsExactlyThePlansActionsAndTheRegions()
    {
        var statement = StatementOf(AwsPolicies.Session(AwsPlans.All, ["eu-west-1", "us-east-1"]));

        statement.GetProperty("Effect").GetString().ShouldBe("Allow");
        Texts(statement.GetProperty("Action")).ShouldBe(
            AwsPlans.All.SelectMany(x => x.Calls).Select(x => x.Permission), ignoreOrder: true);
        Texts(statement.GetProperty("Condition").GetProperty("StringEquals").GetProperty("aws:RequestedRegion"))
            .ShouldBe(["eu-west-1", "us-east-1"]);
    }

    [Fact]
    public void Session_WithAsManyRegionsAsMayBeConnected_FitsIntoStsLimit() =>
        AwsPolicies.Session(AwsPlans.All, [.. Enumerable.Range(0, 20).Select(i => $"ap-southeast-{i:00}")]).Length
            .ShouldBeLessThanOrEqualTo(2048);

    [Fact]
    public void Session_OfEveryPlannedCallAndAsManyMore_FitsIntoStsLimitInTwentyRegions()
    {
        // Plans grow; 55 actions of the usual length are twice what is planned.
        var missing = Math.Max(0, 55 - AwsPlans.All.SelectMany(x => x.Calls).Count());
        var more = new SourcePlan
        {
            Source = "more", DelayClass = DelayClass.Immediate,
            Calls = [.. Enumerable.Range(0, missing).Select(i => new PlannedCall
            {
                Permission = $"ec2:DescribeThings{i:00}", Mandatory = false, MaxCallsPerRun = 1, CostKind = CostKind.Free,
            })],
        };

        AwsPolicies.Session([.. AwsPlans.All, more], [.. Enumerable.Range(0, 20).Select(i => $"ap-southeast-{i:00}")])
            .Length.ShouldBeLessThanOrEqualTo(2048);
    }

    [Fact]
    public void Session_TooLong_IsNotSent() => Should.Throw<SessionPolicyTooLongException>(
        () => AwsPolicies.Session(AwsPlans.All, [.. Enumerable.Range(0, 200).Select(i => $"region-{i}")]));

    [Fact]
    public void DenyAll_DeniesEverything() => AwsPolicies.DenyAll.ShouldBe(
        """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}""");

    [Fact]
    public void Permissions_AreReadsOnlyAndNeverWildcards()
    {
        var actions = Texts(StatementOf(AwsPolicies.Permissions(AwsPlans.All).ToJsonString()).GetProperty("Action"));

        actions.ShouldNotBeEmpty();
        foreach (var action in actions)
        {
            action.ShouldNotContain("*");
            var operation = action[(action.IndexOf(':', StringComparison.Ordinal) + 1)..];
            // FilterLogEvents only reads; starting and stopping a query changes nothing in the customer's account.
            new[] { "Get", "List", "Describe", "LookupEvents", "FilterLogEvents", "StartQuery", "StopQuery" }
                .ShouldContain(prefix => operation.StartsWith(prefix, StringComparison.Ordinal), action);
        }
    }

    [Fact]
    public void Trust_NamesPrincipalAndExternalId()
    {
        var statement = StatementOf(AwsPolicies.Trust(Broker.Principal, "abc").ToJsonString());

        statement.GetProperty("Principal").GetProperty("AWS").GetString().ShouldBe(Broker.Principal);
        statement.GetProperty("Condition").GetProperty("StringEquals").GetProperty("sts:ExternalId").GetString().ShouldBe("abc");
    }

    [Theory]
    [InlineData("inv_01ARZ3NDEKTSV4RRFFQ69G5FAV", "causeflow-inv_01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [InlineData("a b/c\n", "causeflow-abc")]
    public void SessionName_HoldsOnlyWhatStsAccepts(string id, string expected) =>
        AwsNames.SessionName(id).ShouldBe(expected);

    [Fact]
    public void SessionName_Long_IsCut() => AwsNames.SessionName(new string('a', 100)).Length.ShouldBe(64);

    private static JsonElement StatementOf(string policy) =>
        JsonDocument.Parse(policy).RootElement.GetProperty("Statement").EnumerateArray().Single();

    private static List<string> Texts(JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetString()!)];
}
