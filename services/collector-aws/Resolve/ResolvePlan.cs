using CauseFlow.Collection.Plans;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>The resolve plan, under which resolvers report what their calls gave.</summary>
internal static class ResolvePlan
{
    public static SourcePlan Plan => AwsResolve.Plan;
}
