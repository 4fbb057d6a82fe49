using CauseFlow.Collection.Plans;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// What resolving may call: calls of the plans of other sources, which the session policy and the budget therefore already
/// hold. All are optional, because what an alarm's dimensions name is known without them.
/// </summary>
internal static class ResolvePlan
{
    public static SourcePlan Plan { get; } = new()
    {
        Source = "resolve",
        DelayClass = DelayClass.Immediate,
        Calls =
        [
            .. AwsPlans.Lambda.Calls
                .Where(call => call.Permission == "lambda:GetFunctionConfiguration")
                .Select(call => call with { Mandatory = false }),
            .. AwsPlans.Metrics.Calls.Where(call => call.Permission == "cloudwatch:ListMetrics"),
            .. AwsPlans.Ecs.Calls
                .Where(call => call.Permission is not ("ecs:ListTasks" or "ecs:DescribeTasks"))
                .Select(call => call with { Mandatory = false }),
        ],
    };
}
