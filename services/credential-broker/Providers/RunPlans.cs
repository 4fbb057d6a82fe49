using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Providers;

/// <summary>
/// What a run on a cloud that is read as a whole may call, and which sources it starts there. The alarm is always read and
/// resources are always resolved, so that a follow-up for one source finds what to look at.
/// </summary>
public sealed class RunPlans(IReadOnlyList<SourcePlan> all, SourcePlan alarm, SourcePlan resolve, SourcePlan excess)
{
    /// <summary>Only a connection test may ask what a reader must not hold.</summary>
    public IReadOnlyList<SourcePlan> For(LeasePurpose purpose, IReadOnlyList<string>? sources)
    {
        var isTest = purpose == LeasePurpose.ConnectionTest;
        var named = all.Where(plan => isTest || sources is null || plan == alarm || sources.Contains(plan.Source)).ToList();
        var held = named.SelectMany(x => x.Calls).Select(x => x.Permission).ToHashSet(StringComparer.Ordinal);
        var more = resolve with { Calls = [.. resolve.Calls.Where(x => !held.Contains(x.Permission))] };
        return isTest ? [.. named, more, excess] : [.. named, more];
    }

    /// <summary>
    /// The sources that a run starts; the alarm's own only where there is one, all when nothing is named at all.
    /// </summary>
    public IReadOnlyList<ExpectedSource> ExpectedOf(CollectionTarget target, IReadOnlyList<string>? sources)
    {
        ArgumentNullException.ThrowIfNull(target);
        var plans = For(LeasePurpose.Investigation, sources).Where(plan => plan.Source != resolve.Source).Append(resolve);
        return
        [
            .. target.Regions.Distinct(StringComparer.Ordinal).SelectMany(region => plans
                .Where(plan => plan != alarm || target.Alarm is not null || target.Resources.Count == 0)
                .Select(plan => new ExpectedSource
                {
                    Region = region, Source = plan.Source,
                    Api = plan.Calls.Count > 0 ? plan.Calls[0].Permission : plan.Source,
                    Mandatory = plan.Calls.Any(call => call.Mandatory),
                })),
        ];
    }
}
