using CauseFlow.Collection.Plans;

namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>What one run may spend, from the plans of its sources.</summary>
public static class RunBudget
{
    /// <summary>
    /// The plans of the named sources; of all of them when none are named. The alarm is always read and its resources
    /// always resolved, so that a follow-up for one source finds what to look at.
    /// </summary>
    public static IReadOnlyList<SourcePlan> PlansFor(IReadOnlyList<string>? sources)
    {
        if (sources is null)
        {
            return AwsPlans.All;
        }

        var named = AwsPlans.All.Where(x => x == AwsPlans.Alarm || sources.Contains(x.Source)).ToList();
        var held = named.SelectMany(x => x.Calls).Select(x => x.Permission).ToHashSet(StringComparer.Ordinal);
        var resolve = AwsResolve.Plan;
        return [.. named, resolve with { Calls = [.. resolve.Calls.Where(x => !held.Contains(x.Permission))] }];
    }

    /// <summary>Calls per API; an API that several sources use has the sum.</summary>
    public static IReadOnlyDictionary<string, int> Calls(IReadOnlyList<SourcePlan> plans) =>
        plans.SelectMany(x => x.Calls)
            .GroupBy(x => x.Permission, StringComparer.Ordinal)
            .ToDictionary(x => x.Key, x => x.Sum(call => call.MaxCallsPerRun), StringComparer.Ordinal);
}
