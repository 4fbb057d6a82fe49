using CauseFlow.Collection.Plans;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>What resolving may call: see <see cref="AwsResolve"/>, which the broker grants as well.</summary>
internal static class ResolvePlan
{
    public static SourcePlan Plan => AwsResolve.Plan;
}
