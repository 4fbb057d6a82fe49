namespace CauseFlow.Collection.Plans;

/// <summary>
/// What finding an alarm's resources may call. Each call belongs to another plan too, so that a whole investigation holds
/// it anyway; a follow-up that reads one source needs it in addition.
/// </summary>
public static class AwsResolve
{
    private static readonly string[] Permissions =
    [
        "lambda:GetFunctionConfiguration", "logs:DescribeLogGroups", "logs:DescribeMetricFilters",
        "ec2:DescribeInstances", "ecs:DescribeClusters", "ecs:DescribeServices", "ecs:DescribeTasks", "ecs:ListTasks",
        "ecs:DescribeTaskDefinition", "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
    ];

    /// <summary>Those of the calls that some plan has; all are optional, since an alarm names its resource by itself.</summary>
    public static SourcePlan Plan { get; } = new()
    {
        Source = "resolve",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            .. AwsPlans.All.SelectMany(plan => plan.Calls).Where(call => Permissions.Contains(call.Permission))
                .DistinctBy(call => call.Permission).Select(call => call with { Mandatory = false }),
        ],
    };
}
