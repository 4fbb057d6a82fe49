using CauseFlow.Collection.Plans;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// What resolving may call: calls of other plans, which the session policy and the budget therefore already hold. They are
/// optional: the alarm names its resource by itself, and only neighbours and logs stay unknown without them.
/// </summary>
internal static class ResolvePlan
{
    public static SourcePlan Plan { get; } = new()
    {
        Source = "resolve",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            .. Optional(AwsPlans.Lambda, "lambda:GetFunctionConfiguration"),
            .. Optional(AwsPlans.Ec2, "ec2:DescribeInstances"),
            .. Optional(AwsPlans.Logs, "logs:DescribeLogGroups"),
        ],
    };

    private static IEnumerable<PlannedCall> Optional(SourcePlan plan, string permission) =>
        plan.Calls.Where(call => call.Permission == permission).Select(call => call with { Mandatory = false });
}
