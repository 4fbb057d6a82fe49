namespace CauseFlow.Collection.Plans;

/// <summary>
/// What finding an alarm's resources may call. Each call belongs to another plan too, so that a whole investigation holds
/// it anyway; a follow-up that reads one source needs it in addition.
/// </summary>
public static class AwsResolve
{
    /// <summary>The IAM actions, each of which some plan has.</summary>
    public static IReadOnlyList<string> Permissions { get; } =
    [
        "lambda:GetFunctionConfiguration", "logs:DescribeLogGroups", "logs:DescribeMetricFilters",
        "ec2:DescribeInstances", "ecs:ListClusters", "ecs:ListServices", "ecs:DescribeServices", "ecs:DescribeTaskDefinition",
        "cloudwatch:ListMetrics", "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTargetGroups",
        "autoscaling:DescribeAutoScalingGroups", "rds:DescribeDBInstances",
    ];

    /// <summary>The calls as their plans have them; all are optional, since an alarm names its resource by itself.</summary>
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
