using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

/// <summary>What a log of acts tells of what a resource uses, and when it tells nothing.</summary>
public sealed class TrailTests
{
    private static readonly ResourceRef Group = Resource(ResourceKinds.SecurityGroup, "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1", "sg-1");
    private static readonly ResourceRef Role = Resource(ResourceKinds.IamRole, "arn:aws:iam::111122223333:role/checkout", "checkout-role");
    private static readonly ResourceRef Neighbour = Resource(ResourceKinds.LambdaFunction, "arn:aws:lambda:eu-west-1:111122223333:function:mailer", "mailer");

    [Fact]
    public void A_rule_that_was_taken_away_outranks_the_dependency_that_does_not_answer()
    {
        var without = Judge(Unreachable());
        var with = Judge(Unreachable().ChangeOf(
            Group, "evi_rule", TimeSpan.FromMinutes(2), ChangeKind.Configuration, ("egress.securityGroupRules", "tcp 5432 sg-2", null!)));

        without.Causes[0].Category.ShouldBe(CauseCategory.DependencyFailure);
        with.Causes[0].ChangeId.ShouldBe("evi_rule");
        with.Causes[0].Category.ShouldBe(CauseCategory.BadConfiguration);
        with.Causes[0].Resource.Id.ShouldBe(Group.Id);
        with.Causes[0].NextSteps[0].ShouldBe("aws ec2 describe-security-group-rules --filters Name=group-id,Values=sg-1 --region eu-west-1");
    }

    [Fact]
    public void A_rule_that_lets_more_through_does_no_harm() => Judge(Unreachable().ChangeOf(
            Group, "evi_rule", TimeSpan.FromMinutes(2), ChangeKind.Configuration, ("egress.securityGroupRules", null!, "tcp 443 0.0.0.0/0")))
        .Causes[0].Category.ShouldBe(CauseCategory.DependencyFailure);

    [Fact]
    public void A_policy_that_was_detached_explains_what_is_denied_and_not_what_does_not_answer()
    {
        var denied = Judge(new CaseBuilder().Metric("Errors", 0, 42, MetricRole.Alarm)
            .Pattern("ERROR AccessDeniedException: not authorized to perform dynamodb:GetItem", 0, 40).Uses(Role)
            .ChangeOf(Role, "evi_policy", TimeSpan.FromMinutes(2), ChangeKind.Identity, ("policy", "ReadOrders", null!)));
        var unreachable = Judge(Unreachable().Uses(Role)
            .ChangeOf(Role, "evi_policy", TimeSpan.FromMinutes(2), ChangeKind.Identity, ("policy", "ReadOrders", null!)));

        denied.Causes[0].ChangeId.ShouldBe("evi_policy");
        denied.Causes[0].Category.ShouldBe(CauseCategory.PermissionOrCredential);
        unreachable.Causes[0].Category.ShouldBe(CauseCategory.DependencyFailure);
    }

    [Fact]
    public void Who_shares_a_group_does_not_depend_on_each_other()
    {
        var verdict = Judge(Unreachable().Related(Neighbour, Group)
            .ChangeOf(Neighbour, "evi_neighbour", TimeSpan.FromMinutes(2), ChangeKind.Configuration, ("timeout", "30", "3")));

        verdict.Causes[0].Category.ShouldBe(CauseCategory.DependencyFailure);
        verdict.Causes.ShouldAllBe(cause => cause.ChangeId != "evi_neighbour" || cause.Explanation.Contains("no known relation"));
    }

    [Fact]
    public void Nothing_changed_is_not_said_before_the_log_of_acts_is_there()
    {
        Judge(Unreachable().Covered(CaseBuilder.Row("cloudtrail", mandatory: false)))
            .Causes[0].Explanation.ShouldContain("nothing of yours changed in the 4 h before the onset (read completely: cloudtrail in eu-west-1, lambda in eu-west-1)");
        foreach (var outcome in new[] { CoverageOutcome.TooEarly, CoverageOutcome.Denied, CoverageOutcome.Partial })
        {
            Judge(Unreachable().Covered(CaseBuilder.Row("cloudtrail", outcome, mandatory: false)))
                .Causes[0].Explanation.ShouldNotContain("nothing of yours changed");
        }
    }

    [Fact]
    public void The_record_of_a_deployment_is_no_second_change_and_tells_who_it_was()
    {
        var verdict = Judge(CaseBuilder.MemoryCut().ChangeOf(
            CaseBuilder.Function, "evi_record", TimeSpan.FromMinutes(2).Add(TimeSpan.FromSeconds(4)), ChangeKind.Configuration));

        verdict.Causes[0].ChangeId.ShouldBe("evi_change_memory");
        verdict.Causes[0].Supporting.ShouldContain("evi_record");
        verdict.Causes.ShouldAllBe(cause => cause.ChangeId != "evi_record");
    }

    private static CaseBuilder Unreachable() => new CaseBuilder().Metric("Errors", 0, 42, MetricRole.Alarm)
        .Pattern("ERROR OrderStore: connect ETIMEDOUT orders-db.internal.example:5432 after <*> ms", 0, 40).Uses(Group);

    private static Verdict Judge(CaseBuilder builder) => Diagnosis.Diagnose(builder.Build());

    private static ResourceRef Resource(string kind, string id, string name) =>
        new() { Provider = CloudProvider.Aws, Account = "111122223333", Region = "eu-west-1", Kind = kind, Id = id, Name = name };
}
