using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>What a run on AWS may call, and which sources it starts.</summary>
public static class AwsRunPlans
{
    /// <summary>
    /// A connection test may try every planned call, and those that a reader's role must not hold; nothing else ever holds
    /// the latter.
    /// </summary>
    public static IReadOnlyList<SourcePlan> For(LeasePurpose purpose, IReadOnlyList<string>? sources) =>
        purpose switch
        {
            LeasePurpose.ConnectionTest => [.. AwsPlans.All, AwsExcess.Plan],
            LeasePurpose.Reconcile => [AwsPlans.Reconcile],
            LeasePurpose.Intake => [AwsPlans.Intake],
            _ => For(sources),
        };

    /// <summary>
    /// The plans of the named sources; of all of them when none are named. The alarm is always read and its resources
    /// always resolved, so that a follow-up for one source finds what to look at.
    /// </summary>
    public static IReadOnlyList<SourcePlan> For(IReadOnlyList<string>? sources)
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

    /// <summary>
    /// The sources that a run on this target starts, in each region, as the collector starts them: where the alarm or a
    /// resource lies, and the alarm's own sources only where the alarm lies; everywhere all of them when neither was named.
    /// </summary>
    public static IReadOnlyList<ExpectedSource> ExpectedOf(CollectionTarget target, IReadOnlyList<string>? sources)
    {
        ArgumentNullException.ThrowIfNull(target);
        var resolve = AwsResolve.Plan;
        SourcePlan[] plans = [.. For(sources).Where(plan => plan.Source != resolve.Source), resolve];
        return
        [
            .. target.Regions.Distinct(StringComparer.Ordinal).SelectMany(region => plans
                .Where(plan => target is { Alarm: null, Resources.Count: 0 } || target.Alarm?.Region == region
                    || (plan != AwsPlans.Alarm && plan != AwsPlans.AlarmHistory
                        && target.Resources.Any(resource => resource.Region == region)))
                .Select(plan => new ExpectedSource
                {
                    Region = region, Source = plan.Source,
                    Api = plan.Calls.Count > 0 ? plan.Calls[0].Permission : plan.Source,
                    Mandatory = plan.Calls.Any(call => call.Mandatory),
                })),
        ];
    }
}
