using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

/// <summary>What AWS says of groups, targets and stores: a case that each word decides, and one that it leaves.</summary>
public sealed class AwsStateTests
{
    private const string Account = "111122223333";
    private static readonly ResourceRef Group = Resource(ResourceKinds.AutoScalingGroup, "autoscaling", "autoScalingGroup:autoScalingGroupName/web", "web");
    private static readonly ResourceRef Targets = Resource(ResourceKinds.TargetGroup, "elasticloadbalancing", "targetgroup/web/1", "web-targets");
    private static readonly ResourceRef Database = Resource(ResourceKinds.RdsInstance, "rds", "db:orders", "orders");
    private static readonly ResourceRef Queue = Resource(ResourceKinds.SqsQueue, "sqs", "orders", "orders");

    [Theory]
    [InlineData("We currently do not have sufficient m6i.large capacity in the Availability Zone", CauseCategory.CapacityLimit)]
    [InlineData("You have requested more vCPU capacity than your current vCPU limit", CauseCategory.CapacityLimit)]
    [InlineData("Client.InternalError: Client error on launch", CauseCategory.PermissionOrCredential)]
    [InlineData("The image id '[ami-0]' does not exist", CauseCategory.BadConfiguration)]
    [InlineData("something else", CauseCategory.Unknown)]
    public void A_launch_that_fails_says_what_kind_of_trouble_it_is(string message, CauseCategory expected)
    {
        var cause = Judge(Group, State(Group, ResourceStatus.Degraded, "1 of 3 instances in service", Failed(message))).Causes[0];

        (cause.Signal, cause.Category, cause.Resource.Name).ShouldBe(("failed_scaling", expected, "web"));
    }

    [Fact]
    public void A_launch_that_failed_in_a_group_that_has_all_it_wants_is_no_cause() => Judge(
            Group, State(Group, ResourceStatus.Healthy, "3 of 3 instances in service", Failed("Insufficient capacity"), minutesBefore: 120))
        .Causes.ShouldAllBe(cause => cause.Signal != "failed_scaling");

    [Theory]
    [InlineData("Target.FailedHealthChecks", CauseCategory.Unknown)]
    [InlineData("Target.NotInUse", CauseCategory.BadConfiguration)]
    [InlineData("Elb.InternalError", CauseCategory.InfrastructureFailure)]
    public void Targets_without_traffic_are_located_and_only_the_balancers_own_word_names_a_cause(string reason, CauseCategory expected)
    {
        var cause = Judge(Targets, State(Targets, ResourceStatus.Degraded, "2 of 3 targets healthy", new()
        {
            Type = "TargetHealth", Reason = reason, Message = "10.0.0.1:80 is unhealthy: no",
        })).Causes[0];

        (cause.Signal, cause.Category, cause.Resource.Name).ShouldBe(("unhealthy_targets", expected, "web-targets"));
    }

    [Fact]
    public void A_healthy_group_of_targets_is_no_cause() =>
        Judge(Targets, State(Targets, ResourceStatus.Healthy, "3 of 3 targets healthy")).Causes.ShouldAllBe(cause => cause.Signal != "unhealthy_targets");

    [Theory]
    [InlineData("storage-full", CauseCategory.ResourceExhaustion)]
    [InlineData("incompatible-parameters", CauseCategory.BadConfiguration)]
    [InlineData("inaccessible-encryption-credentials", CauseCategory.PermissionOrCredential)]
    [InlineData("maintenance", CauseCategory.PlatformMaintenance)]
    public void A_databases_own_word_is_a_cause(string status, CauseCategory expected)
    {
        var cause = Judge(Database, State(Database, ResourceStatus.Failed, status)).Causes[0];

        (cause.Signal, cause.Category, cause.Resource.Name).ShouldBe(("store_state", expected, "orders"));
        cause.NextSteps[0].ShouldBe("aws rds describe-db-instances --db-instance-identifier orders --region eu-west-1");
    }

    [Fact]
    public void A_database_that_is_available_is_none() =>
        Judge(Database, State(Database, ResourceStatus.Healthy, "available")).Causes.ShouldAllBe(cause => cause.Signal != "store_state");

    [Fact]
    public void Messages_that_nobody_could_work_on_are_located_and_not_explained()
    {
        var cause = Judge(Queue, State(Queue, ResourceStatus.Degraded, "940 messages waiting", new()
        {
            Type = "DeadLetters", Reason = "MessagesMoved", Message = "17 messages lie in orders-dead: each was received 3 times and deleted by nobody.",
        })).Causes[0];

        (cause.Signal, cause.Category).ShouldBe(("store_state", CauseCategory.Unknown));
        cause.Explanation.ShouldContain("that tells where, not why");
    }

    [Fact]
    public void Free_storage_near_nothing_is_a_limit_only_with_the_size_beside_it()
    {
        static CaseBuilder Falling() => new CaseBuilder().Metric("FreeStorageSpace", 40.0 * 1024 * 1024 * 1024, 1024 * 1024, MetricRole.Alarm, "Bytes", "Minimum");

        Judge(Falling().State(("allocatedStorageGiB", "100"))).Causes[0].Summary.ShouldContain("free storage fell to 0 of 100 GiB");
        Judge(Falling()).Causes.ShouldAllBe(cause => cause.Signal != "exhausted_capacity");
    }

    private static Verdict Judge(ResourceRef related, ResourceState state)
    {
        var file = new CaseBuilder().Metric("Errors", 0, 42, MetricRole.Alarm).Related(CaseBuilder.Function, related).Build();
        return Diagnosis.Diagnose(file with { States = [state] });
    }

    private static Verdict Judge(CaseBuilder builder) => Diagnosis.Diagnose(builder.Build());

    private static ResourceCondition Failed(string message) => new() { Type = "ScalingActivity", Reason = "Failed", Message = message };

    private static ResourceState State(
        ResourceRef resource, ResourceStatus status, string native, ResourceCondition? condition = null, int minutesBefore = 3) => new()
        {
            EvidenceId = "evi_state_aws", Resource = resource, Status = status, NativeStatus = native,
            Conditions = condition is null ? [] : [condition with { Since = CaseBuilder.Onset.AddMinutes(-minutesBefore) }],
            Attributes = new Dictionary<string, string>(), ObservedAt = CaseBuilder.Onset.AddMinutes(8),
        };

    private static ResourceRef Resource(string kind, string service, string path, string name) => new()
    {
        Provider = CloudProvider.Aws, Account = Account, Region = "eu-west-1", Kind = kind, Name = name,
        Id = $"arn:aws:{service}:eu-west-1:{Account}:{path}",
    };
}
