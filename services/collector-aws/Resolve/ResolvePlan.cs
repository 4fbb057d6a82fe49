using CauseFlow.Collection.Plans;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// What resolving may call: one call of the lambda plan, which the session policy and the budget therefore already hold.
/// It is optional, because a function's log group has a default.
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
        ],
    };
}
