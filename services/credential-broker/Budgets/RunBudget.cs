using CauseFlow.Collection.Plans;

namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>What one run may spend, from the plans of its sources.</summary>
public static class RunBudget
{
    /// <summary>The plans of the named sources; of all of them when none are named. The alarm is always read.</summary>
    public static IReadOnlyList<SourcePlan> PlansFor(IReadOnlyList<string>? sources) =>
        sources is null
            ? AwsPlans.All
            : AwsPlans.All.Where(x => x == AwsPlans.Alarm || sources.Contains(x.Source)).ToList();

    /// <summary>Calls per API; an API that several sources use has the sum.</summary>
    public static IReadOnlyDictionary<string, int> Calls(IReadOnlyList<SourcePlan> plans) =>
        plans.SelectMany(x => x.Calls)
            .GroupBy(x => x.Permission, StringComparer.Ordinal)
            .ToDictionary(x => x.Key, x => x.Sum(call => call.MaxCallsPerRun), StringComparer.Ordinal);
}
