using CauseFlow.Collection;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;
using static CauseFlow.CollectorAws.Tests.InstanceContext;

namespace CauseFlow.CollectorAws.Tests;

public sealed class Ec2ResolverTests
{
    private const string Twin = "i-00000000000000002";
    private readonly FakeEc2 _ec2 = new();
    private string[] _logGroups = [];

    [Theory]
    [InlineData(Self, true)]
    [InlineData("i-1a2b3c4d", true)]
    [InlineData("i-00000000000000001/../x", false)]
    [InlineData("i-0000000000000000G", false)]
    [InlineData("web-1", false)]
    [InlineData("", false)]
    public void Handles_OnlyWhatCanBeAnInstance(string dimension, bool expected) =>
        CreateSut().Handles(About(dimension)).ShouldBe(expected);

    [Fact]
    public async Task A_requested_instance_is_rebuilt_from_the_integrations_account()
    {
        _ec2.Instances.Add(Instance());
        var foreign = new ResourceRef
        {
            Provider = CloudProvider.Aws, Account = "999999999999", Region = "eu-west-1", Kind = ResourceKinds.Ec2Instance,
            Id = $"arn:aws:ec2:eu-west-1:999999999999:instance/{Self}", Name = "somebody's",
        };

        var batch = await ResolveAsync(About(dimension: null, requested: [foreign]));

        batch.Resources.ShouldHaveSingleItem().Id.ShouldBe($"arn:aws:ec2:eu-west-1:123456789012:instance/{Self}");
        batch.Relations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_auto_scaling_group_wins_over_every_other_tag()
    {
        _ec2.Instances.Add(Instance(tags: [("Name", "web"), ("service", "shop"), ("aws:autoscaling:groupName", "web-asg")]));
        _ec2.Instances.Add(Instance(Twin, tags: [("aws:autoscaling:groupName", "web-asg")]));
        _ec2.Instances.Add(Instance("i-00000000000000003", tags: [("Name", "web")]));

        var batch = await ResolveAsync(About());

        _ec2.Searches.ShouldBe(["aws:autoscaling:groupName=web-asg"]);
        batch.Relations.Single(r => r.Type == RelationType.SiblingOf).To.Name.ShouldBe(Twin);
    }

    [Theory]
    [InlineData("service")]
    [InlineData("Service")]
    [InlineData("Name")]
    public async Task Without_a_group_an_equal_tag_makes_siblings(string tag)
    {
        _ec2.Instances.Add(Instance(tags: [(tag, "web")]));
        _ec2.Instances.Add(Instance(Twin, tags: [(tag, "web")]));

        var relation = (await ResolveAsync(About())).Relations.Single(r => r.Type == RelationType.SiblingOf);

        (relation.To.Name, relation.Source).ShouldBe((Twin, $"tag {tag} = web"));
    }

    [Fact]
    public async Task Siblings_are_bounded_and_running_ones_come_first()
    {
        _ec2.Instances.Add(Instance(tags: [("Name", "web")]));
        _ec2.Instances.AddRange(Enumerable.Range(10, 15).Select(i => Instance($"i-000000000000000{i}", "terminated", ("Name", "web"))));
        _ec2.Instances.Add(Instance(Twin, tags: [("Name", "web")]));

        var siblings = (await ResolveAsync(About())).Relations.Where(r => r.Type == RelationType.SiblingOf).ToList();

        siblings.Count.ShouldBe(Siblings.MaxSiblings);
        siblings[0].To.Name.ShouldBe(Twin);
    }

    [Theory]
    [InlineData("/aws/ec2/web", true)]
    [InlineData("/ec2/web/application", true)]
    [InlineData("/ec2/web2", false)]
    public async Task A_log_group_named_after_the_instance_is_its_log(string group, bool expected)
    {
        _ec2.Instances.Add(Instance(tags: [("Name", "web")]));
        _logGroups = [group];

        (await ResolveAsync(About())).Relations.Any(r => r.Type == RelationType.LogsTo && r.To.Name == group).ShouldBe(expected);
    }

    [Fact]
    public async Task The_log_group_tag_wins_over_the_name()
    {
        _ec2.Instances.Add(Instance(tags: [("Name", "web"), ("causeflow:log-group", "/shop/web")]));
        _logGroups = ["/ec2/web"];

        var relation = (await ResolveAsync(About())).Relations.Single(r => r.Type == RelationType.LogsTo);

        (relation.To.Name, relation.Source).ShouldBe(("/shop/web", "tag causeflow:log-group"));
    }

    [Fact]
    public async Task More_log_groups_than_the_bound_are_counted()
    {
        _ec2.Instances.Add(Instance(tags: [("Name", "web")]));
        _logGroups = [.. Enumerable.Range(0, 7).Select(i => $"/ec2/web/{i}")];

        (await ResolveAsync(About())).Coverage.ShouldContain(row =>
            row.Outcome == CoverageOutcome.Partial && row.Detail!.StartsWith("5 of 7 log groups", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_call_is_a_row_and_the_instance_is_still_known()
    {
        _ec2.Refusal = new PermanentCollectionException(RefusalReason.MissingPermission, "no", "grant it")
        {
            Api = "ec2:DescribeInstances", MissingPermission = "ec2:DescribeInstances",
        };

        var batch = await ResolveAsync(About());

        batch.Relations.ShouldHaveSingleItem().Type.ShouldBe(RelationType.MeasuredBy);
        var row = batch.Coverage.ShouldHaveSingleItem();
        (row.Outcome, row.Mandatory, row.MissingPermission).ShouldBe((CoverageOutcome.Denied, false, "ec2:DescribeInstances"));
    }

    private Ec2Resolver CreateSut() => new(_ec2, new FakeLogGroups(_logGroups), new CollectionOptions());

    private Task<EvidenceBatch> ResolveAsync(CollectionContext context) =>
        CreateSut().ResolveAsync(context, TestContext.Current.CancellationToken);
}
